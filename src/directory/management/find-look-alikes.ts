// Who may be the same person in another record: the same name, born on the same day. Told to staff, never to her.
import type { Day } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';
import { fold } from '../folding.ts';

/** More records of one name and birthday than this tell staff no more. */
const alikeMax = 5;
const pageMax = 50;
const folding = { caseSensitive: false, compatibility: true } as const;

/** @returns internal ids; none where the day of birth is not known: a name alone says nothing */
export async function findLookAlikes(
  { institution: { slug }, finding, users }: Pick<Directory, 'institution' | 'finding' | 'users'>,
  person: { readonly first?: string | undefined; readonly last: string; readonly birthDate?: Day | undefined },
): Promise<readonly string[]> {
  const { first = '', last, birthDate } = person;
  if (birthDate === undefined) return [];
  const nameOf = (name: { readonly first?: string | undefined; readonly last: string }) =>
    fold(`${name.last}\n${name.first ?? ''}`, folding);
  const page = await finding.byName(slug, first === '' ? last : `${last}, ${first}`, { limit: pageMax });
  const alike: string[] = [];
  for (const { id, name } of page.items) {
    if (alike.length === alikeMax || nameOf(name) !== nameOf({ first, last })) continue;
    if ((await users.user(slug, id))?.birthDate === birthDate) alike.push(id);
  }
  return alike;
}
