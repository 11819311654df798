// Where a page of users found begins: among those found exactly, after so many of them; or among the names.
import { VestibuleError } from '../domain/errors.ts';

export type FindPlace =
  | { readonly type: 'exact'; readonly from: number }
  /** @property after what the store gave */
  | { readonly type: 'name'; readonly after: string };

export function placeText(place: FindPlace): string {
  const where = place.type === 'exact' ? place.from : place.after;
  return Buffer.from(JSON.stringify([place.type, where])).toString('base64url');
}

/** @throws VestibuleError VST_REQUEST_MALFORMED */
export function parsePlace(after: string | undefined): FindPlace {
  if (after === undefined) return { type: 'exact', from: 0 };
  const [type, where] = partsOf(after);
  if (type === 'exact' && typeof where === 'number' && Number.isInteger(where) && where >= 0)
    return { type, from: where };
  if (type === 'name' && typeof where === 'string') return { type, after: where };
  throw new VestibuleError('VST_REQUEST_MALFORMED', 'The place to go on from is none that this search gave');
}

function partsOf(after: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
