import type { EntityFacts } from './entity.ts';

/**
 * Whether new metadata would take back what the held one promised. A signed document that is older than the held one is
 * somebody playing back what was true once, perhaps with a key that has been lost since. The held one stays in force
 * until it ends; then the new one is taken as it is.
 *
 * @returns what is weaker, in words
 */
export function weakening(held: EntityFacts, next: EntityFacts): string | undefined {
  if (held.validUntil !== undefined && next.validUntil === undefined) return 'it has no validUntil any more';
  if ((next.validUntil ?? 0) < (held.validUntil ?? 0))
    return 'it is older than the one in force (an earlier validUntil)';
  if (held.scopes !== undefined && next.scopes === undefined) return 'it limits its scopes no more';
  return undefined;
}
