// The table of identifier types. It is the operator's: she writes it in the configuration, everyone else reads it.
import type { IdentifierTypeConfig } from '../../../config/schema.ts';
import { dayIn } from '../../domain/day.ts';
import type { IdentifierType } from '../../domain/identifier.ts';
import type { Caller, Directory } from '../deps.ts';
import { authorize } from '../permissions.ts';

export interface ListedType extends IdentifierType {
  /** The ready-made type that it is one of. */
  readonly preset?: string | undefined;
}

/** In the order of the configuration. @throws VestibuleError VST_NOT_ALLOWED */
export function identifierTypes(
  { institution, clock }: Pick<Directory, 'institution' | 'clock'>,
  caller: Caller,
): readonly ListedType[] {
  authorize(caller, 'see-identifier-types', institution.code, dayIn(institution.timeZone, clock.now()));
  return institution.identifierTypes.map((type) => listed(type, institution.folding));
}

function listed(type: IdentifierTypeConfig, pool: IdentifierType['folding']): ListedType {
  return { ...type, folding: type.folding ?? pool };
}
