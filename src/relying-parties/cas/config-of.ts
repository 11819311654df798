import type { InstitutionConfig } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { CasDoorDeps } from './deps.ts';

/** The institution as it is configured at this moment. @throws VestibuleError VST_INSTITUTION_UNKNOWN */
export function configOf({ institutions }: Pick<CasDoorDeps, 'institutions'>, slug: string): InstitutionConfig {
  const config = institutions.get(slug)?.config;
  if (config === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'No institution has this slug.');
  return config;
}
