// What a rename touches, for whoever is about to do it: what follows by itself, and who will see somebody new.
import type { InstitutionConfig } from '../../../config/schema.ts';
import type { UserSet, UserSets } from '../../domain/ports/user-sets.ts';
import type { Caller, Directory } from '../deps.ts';
import { type RenamedUser, type RenameRequest, rehearseRename } from './rename.ts';

export interface RenamePreview extends RenamedUser {
  /** Her own sets of users and saved searches, which stay hers. */
  readonly sets: readonly UserSet[];
  /** How many sets she is in, and stays in. */
  readonly memberOf: number;
  /** Primary identifiers of those who may act for her; their records follow. */
  readonly proxyNames: readonly string[];
  /** Applications that know her by her primary identifier: they will take her for somebody else. */
  readonly applications: readonly KnowingApplication[];
  /** Ids of login profiles that find her by her primary identifier: their upstreams must say the new one. */
  readonly profiles: readonly string[];
}

export interface KnowingApplication {
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  /** Whether the primary identifier is whom it is told. */
  readonly isSubject: boolean;
  /** Claims that carry it. */
  readonly claims: readonly string[];
}

/**
 * Writes nothing.
 *
 * @throws VestibuleError whatever the rename itself would throw
 */
export async function renamePreview(
  directory: Directory,
  sets: UserSets,
  caller: Caller,
  request: RenameRequest,
): Promise<RenamePreview> {
  const renamed = await rehearseRename(directory, caller, request);
  const { institution, users } = directory;
  const proxies = await Promise.all(renamed.proxies.map((id) => users.summary(institution.slug, id)));
  return {
    ...renamed,
    sets: await sets.all(institution.slug, renamed.userId),
    memberOf: await sets.containing(institution.slug, renamed.userId),
    proxyNames: proxies.flatMap((user) => user?.primaryIdentifier ?? []),
    applications: knowingApplications(institution),
    profiles: institution.loginProfiles.filter(findsByPrimary).map(({ id }) => id),
  };
}

export function knowingApplications({
  relyingParties,
}: Pick<InstitutionConfig, 'relyingParties'>): readonly KnowingApplication[] {
  return relyingParties
    .filter(({ enabled }) => enabled)
    .map(({ id, name, release }) => ({
      id,
      name,
      // A pinned subject stays what it was for whom the application knows.
      isSubject: release.subject === 'primary' && !release.pinned,
      claims: Object.entries(release.claims).flatMap(([claim, source]) => (isPrimary(source) ? [claim] : [])),
    }))
    .filter(({ isSubject, claims }) => isSubject || claims.length > 0);
}

function isPrimary(source: InstitutionConfig['relyingParties'][number]['release']['claims'][string]): boolean {
  return source === 'primary' || (typeof source === 'object' && 'from' in source && source.from === 'primary');
}

function findsByPrimary({ enabled, match }: InstitutionConfig['loginProfiles'][number]): boolean {
  return enabled && (match.to.type === 'primary' || match.to.type === 'any');
}
