// Sets of users and saved searches: a person's own are hers, a user administrator sees all.
import { dayIn } from '../domain/day.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/ports/finding.ts';
import type { UserSet, UserSets } from '../domain/ports/user-sets.ts';
import type { UserSummary } from '../domain/user.ts';
import type { Caller, Directory } from './deps.ts';
import { findUsers } from './finding.ts';
import { filledLine } from './input-fields.ts';
import { namedUser } from './named-user.ts';
import { authorize, isAllowed } from './permissions.ts';
import { type UserGlance, wideGlance } from './user-glance.ts';

export type SetsDirectory = Directory & { readonly sets: UserSets };

/** By name. @throws VestibuleError VST_NOT_ALLOWED */
export async function listSets(directory: SetsDirectory, caller: Caller): Promise<readonly UserSet[]> {
  mayManage(directory, caller);
  const seesAll = maySeeAll(directory, caller);
  return directory.sets.all(directory.institution.slug, seesAll ? undefined : caller.actor.who);
}

/**
 * @param name an owner has no two sets of one name
 * @param query of a saved search: what `findUsers` takes; without it the set is a list
 * @throws VestibuleError VST_NOT_ALLOWED, VST_REQUEST_MALFORMED
 */
export async function createSet(
  directory: SetsDirectory,
  caller: Caller,
  request: { readonly name: string; readonly query?: string | undefined },
): Promise<UserSet> {
  mayManage(directory, caller);
  const { institution, sets, clock, random } = directory;
  const name = readText('name', request.name, 200);
  const query = request.query === undefined ? undefined : readText('search', request.query, 500);
  const owner = caller.actor.who;
  const own = await sets.all(institution.slug, owner);
  if (own.some((set) => set.name === name)) throw malformed(`You have a set ${JSON.stringify(name)} already`);
  const now = clock.now();
  const kind = query === undefined ? ('list' as const) : ('search' as const);
  const made = { id: random.uuid(now), name, owner, kind, createdAt: new Date(now).toISOString() };
  const set: UserSet = query === undefined ? made : { ...made, query };
  await sets.create(institution.slug, set, caller.actor);
  return set;
}

/** @throws VestibuleError VST_NOT_ALLOWED, VST_NOT_FOUND, VST_REQUEST_MALFORMED */
export async function removeSet(directory: SetsDirectory, caller: Caller, name: string): Promise<UserSet> {
  const set = await namedSet(directory, caller, name);
  await directory.sets.remove(directory.institution.slug, set.id, caller.actor);
  return set;
}

/**
 * All of the users or, when one is not known, none.
 *
 * @param users as `namedUser` takes them
 * @throws VestibuleError VST_NOT_ALLOWED, VST_NOT_FOUND, VST_USER_UNKNOWN; VST_REQUEST_MALFORMED for a saved search
 */
export async function addToSet(
  directory: SetsDirectory,
  caller: Caller,
  name: string,
  users: readonly string[],
): Promise<UserSet> {
  return changeMembers(directory, caller, name, users, 'add');
}

/** @throws as `addToSet` does */
export async function dropFromSet(
  directory: SetsDirectory,
  caller: Caller,
  name: string,
  users: readonly string[],
): Promise<UserSet> {
  return changeMembers(directory, caller, name, users, 'drop');
}

/**
 * The members of a list, in the order in which they were made users; or whom a saved search finds now.
 *
 * @throws VestibuleError VST_NOT_ALLOWED, VST_NOT_FOUND, VST_REQUEST_MALFORMED
 */
export async function showSet(
  directory: SetsDirectory,
  caller: Caller,
  name: string,
  page: PageRequest,
): Promise<{ readonly set: UserSet; readonly users: Page<UserGlance> }> {
  const set = await namedSet(directory, caller, name);
  if (set.kind === 'search') return { set, users: await findUsers(directory, caller, { text: set.query ?? '', page }) };
  const { slug } = directory.institution;
  const { items, next } = await directory.sets.members(slug, set.id, page);
  const summaries = await Promise.all(items.map((id) => directory.users.summary(slug, id)));
  const there = summaries.filter((summary): summary is UserSummary => summary !== undefined);
  return { set, users: { items: there.map(wideGlance), next } };
}

async function changeMembers(
  directory: SetsDirectory,
  caller: Caller,
  name: string,
  users: readonly string[],
  change: 'add' | 'drop',
): Promise<UserSet> {
  const set = await namedSet(directory, caller, name);
  if (set.kind === 'search') throw malformed(`${JSON.stringify(set.name)} is a saved search: it has no members`);
  const ids: string[] = [];
  for (const user of users) ids.push((await namedUser(directory, user)).id);
  await directory.sets[change](directory.institution.slug, set.id, ids, caller.actor);
  return set;
}

/** By id or by name; of several of one name the caller's own. */
async function namedSet(directory: SetsDirectory, caller: Caller, name: string): Promise<UserSet> {
  const visible = await listSets(directory, caller);
  const wanted = name.trim();
  const found = visible.filter((set) => set.id === wanted || set.name === wanted);
  const own = found.filter((set) => set.owner === caller.actor.who);
  const [set, ...others] = own.length > 0 ? own : found;
  if (set === undefined) throw new VestibuleError('VST_NOT_FOUND', `You have no set ${JSON.stringify(name)}`);
  if (others.length > 0)
    throw malformed(
      `Several have a set ${JSON.stringify(wanted)}: name one by its id, ${found.map(({ id }) => id).join(' or ')}`,
    );
  return set;
}

function mayManage({ institution, clock }: Directory, caller: Caller): void {
  authorize(caller, 'manage-sets', institution.code, dayIn(institution.timeZone, clock.now()));
}

function maySeeAll({ institution, clock }: Directory, caller: Caller): boolean {
  return isAllowed(caller, 'manage-every-set', institution.code, dayIn(institution.timeZone, clock.now()));
}

function readText(what: string, text: string, max: number): string {
  const read = filledLine(max).safeParse(text);
  if (!read.success) throw malformed(`The ${what} of the set cannot be taken: ${read.error.issues[0]?.message ?? ''}`);
  return read.data;
}

const malformed = (message: string) => new VestibuleError('VST_REQUEST_MALFORMED', message.replace(/\.$/, ''));
