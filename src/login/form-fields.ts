import type { Request } from 'express';
import { VestibuleError } from '../domain/errors.ts';

/** Characters of a typed password. */
export const secretMax = 1024;

/** A field that stands exactly once. Repeated, absent or oversized ones are refused. */
export function formField(req: Request, name: string, max: number): string {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (typeof value !== 'string') {
    throw new VestibuleError('VST_REQUEST_MALFORMED', `The field "${name}" is missing or repeated.`);
  }
  if (value.length > max) throw new VestibuleError('VST_REQUEST_TOO_LARGE', `The field "${name}" is too long.`);
  return value;
}
