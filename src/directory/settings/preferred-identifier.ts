import { primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { Settings } from './schema.ts';

/**
 * What the hold shelf shows, and the head of an external user beside the primary identifier in her general data; the
 * two may differ.
 *
 * @returns the primary identifier when the user has none of the preferred types in use
 */
export function preferredIdentifierOf(
  { preferredIdentifier }: Pick<Settings, 'preferredIdentifier'>,
  { user, identifiers }: Pick<UserRecord, 'user'> & { readonly identifiers: readonly NamedValue[] },
): Pick<NamedValue, 'type' | 'value'> {
  for (const wanted of preferredIdentifier) {
    if (wanted === primaryType) break;
    const found = identifiers.find(({ type, status }) => type === wanted && status === 'active');
    if (found !== undefined) return { type: found.type, value: found.value };
  }
  return { type: primaryType, value: user.primaryIdentifier };
}

type NamedValue = Pick<HeldIdentifier, 'type' | 'value' | 'status'>;
