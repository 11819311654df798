// Every identifier of an institution, page by page, and those among them that have something in common.
import type { StoredIdentifier } from '../../domain/ports/identifier-keys.ts';
import type { Directory } from '../deps.ts';
import { SeenKeys } from '../seen-keys.ts';

const pageSize = 1000;
/** Of which names are kept in memory at once: at most some 50 MB. More identifiers are read more often. */
const namesAtOnce = 2_000_000;
/** Members of a group that are told, and groups that are looked for. */
const membersMax = 20;
const groupsMax = 50_000;

export async function* everyIdentifier({
  institution: { slug },
  identifierKeys,
}: Pick<Directory, 'institution' | 'identifierKeys'>): AsyncGenerator<StoredIdentifier> {
  for (let after: StoredIdentifier | undefined; ; ) {
    const page = await identifierKeys.page(slug, pageSize, after);
    yield* page;
    after = page.at(-1);
    if (page.length < pageSize || after === undefined) return;
  }
}

export interface Grouping {
  /** What members of a group share; undefined for what belongs to none. */
  readonly nameOf: (identifier: StoredIdentifier) => string | undefined;
  /** Two of the same owner are no group. */
  readonly ownerOf: (identifier: StoredIdentifier) => string;
}

/**
 * Groups of identifiers with one name and more than one owner, in the order in which the second owner comes; of each at
 * most 20 members, of all at most 50,000 groups. Reads all of them twice for each two million there are.
 *
 * @param count how many identifiers there are
 */
export async function* groupsOf(
  scan: () => AsyncIterable<StoredIdentifier>,
  count: number,
  { nameOf, ownerOf }: Grouping,
): AsyncGenerator<readonly StoredIdentifier[]> {
  const passes = Math.max(1, Math.ceil(count / namesAtOnce));
  for (let pass = 0, left = groupsMax; pass < passes && left > 0; pass++) {
    const nameIn = (identifier: StoredIdentifier) => {
      const name = nameOf(identifier);
      return name === undefined || numberOf(name) % passes !== pass ? undefined : name;
    };
    const groups = new Map<string, StoredIdentifier[]>();
    const seen = new SeenKeys();
    for await (const identifier of scan()) {
      const name = nameIn(identifier);
      if (name === undefined) continue;
      const owner = numberOf(ownerOf(identifier));
      if ((seen.add(name, owner) ?? owner) !== owner && groups.size < left) groups.set(name, []);
    }
    left -= groups.size;
    if (groups.size === 0) continue;
    for await (const identifier of scan()) {
      const members = groups.get(nameIn(identifier) ?? '');
      if (members !== undefined && members.length < membersMax) members.push(identifier);
    }
    // Names were told apart by fingerprints: now they are whole.
    for (const members of groups.values()) if (new Set(members.map(ownerOf)).size > 1) yield members;
  }
}

/** FNV-1a, 32 bits. */
function numberOf(text: string): number {
  let number = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    number = Math.imul(number ^ text.charCodeAt(index), 0x01000193);
  }
  return number >>> 0;
}
