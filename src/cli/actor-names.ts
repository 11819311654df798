// Who did something, as staff know her: the audit and the records keep internal ids.
import type { Directory } from '../directory/deps.ts';

/** @returns the primary identifier of a user there is; of anything else (`operator`, an erased user) the word itself */
export async function actorNames(
  { institution: { slug }, users }: Pick<Directory, 'institution' | 'users'>,
  actors: readonly string[],
): Promise<(who: string) => string> {
  const names = new Map<string, string>();
  for (const who of new Set(actors)) {
    const user = /^[0-9a-f]{8}-/.test(who) ? await users.summary(slug, who) : undefined;
    if (user !== undefined) names.set(who, user.primaryIdentifier);
  }
  return (who) => names.get(who) ?? who;
}
