// `vestibule users rename --institution SLUG USER VALUE [--dry-run]`
import { printable } from '../directory/characters.ts';
import type { Caller, Directory } from '../directory/deps.ts';
import { type RenamedUser, type RenameRequest, renamePrimary } from '../directory/identifiers/rename.ts';
import { type KnowingApplication, type RenamePreview, renamePreview } from '../directory/identifiers/rename-preview.ts';
import { typeLabel } from '../directory/types/type-label.ts';
import type { UserSets } from '../domain/ports/user-sets.ts';
import { changeLine } from './identifiers-line.ts';
import { momentIn } from './moment.ts';

export async function runUsersRename(
  directory: Directory,
  sets: UserSets,
  caller: Caller,
  request: RenameRequest,
  { isDry, out }: { readonly isDry: boolean; readonly out: (text: string) => void },
): Promise<number> {
  if (isDry) {
    const preview = await renamePreview(directory, sets, caller, request);
    out([...previewLines(preview, directory), 'Nothing was changed.'].map((line) => `${printable(line)}\n`).join(''));
    return 0;
  }
  const renamed = await renamePrimary(directory, caller, request);
  const followers = renamed.proxies.length === 0 ? [] : [`${renamed.proxies.length} who may act for her follow`];
  out(
    changeLine(
      renamed.primaryIdentifier,
      `primary identifier ${renamed.identifier.status}`,
      formerFact(renamed, directory.institution.timeZone),
      ...followers,
    ),
  );
  return 0;
}

function previewLines(preview: RenamePreview, { institution }: Directory): readonly string[] {
  const { sets, memberOf, proxyNames, applications, profiles } = preview;
  const language = institution.languages[0] ?? 'en';
  return [
    `${preview.primaryIdentifier} would be her primary identifier; ${formerFact(preview, institution.timeZone)}.`,
    ...(sets.length === 0 ? [] : [`She keeps her sets: ${sets.map(({ name }) => name).join(', ')}.`]),
    ...(memberOf === 0 ? [] : [`She stays in ${memberOf} ${memberOf === 1 ? 'set' : 'sets'}.`]),
    ...(proxyNames.length === 0 ? [] : [`They may still act for her: ${proxyNames.join(', ')}.`]),
    ...applications.map((application) => applicationLine(application, language)),
    ...profiles.map(
      (id) => `Login profile ${id} finds people by the primary identifier: what comes in there must be the new one.`,
    ),
  ];
}

function applicationLine({ id, name, isSubject, claims }: KnowingApplication, language: string): string {
  const called = `${typeLabel({ code: id, label: name }, language)} (${id})`;
  return isSubject
    ? `WARNING: ${called} knows people by the primary identifier, and will take her for somebody new.`
    : `WARNING: ${called} is told the new one in ${claims.join(', ')}.`;
}

function formerFact({ former }: RenamedUser, timeZone: string): string {
  if (former === undefined) return 'spelt anew, without an alias';
  const until =
    former.holdUntil === undefined ? 'does not sign in' : `signs in until ${momentIn(timeZone, former.holdUntil)}`;
  return `${former.value} stays an alias and ${until}`;
}
