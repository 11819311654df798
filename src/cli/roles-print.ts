import { printable } from '../directory/characters.ts';
import type { RolesChanged } from '../directory/roles/change-roles.ts';
import { displayName } from '../domain/user.ts';

/** A line a grant. @param nothing what is said when there is none, after the user's name */
export function printRoles(
  { user, role, grants }: RolesChanged,
  words: { readonly done: string; readonly nothing: string },
): string {
  const who = printable(`${displayName(user.name)} (${user.primaryIdentifier})`);
  if (grants.length === 0) return `${who} ${words.nothing}.\n`;
  return grants
    .map(({ scope, expiryDate }) => {
      const until = expiryDate === undefined ? '' : ` until ${expiryDate}`;
      return `${words.done} ${role} in ${printable(scope)}${until}: ${who}.\n`;
    })
    .join('');
}
