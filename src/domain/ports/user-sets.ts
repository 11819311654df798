import type { Page, PageRequest } from './finding.ts';
import type { Actor } from './users.ts';

/** Users somebody put together, or a search she keeps. Owner and members are held by internal id: renames lose nothing. */
export interface UserSet {
  readonly id: string;
  readonly name: string;
  /** The user who made it, or `operator`. */
  readonly owner: string;
  readonly kind: 'list' | 'search';
  /** Of a search: what is searched for. */
  readonly query?: string | undefined;
  readonly createdAt: string;
}

/** @throws VestibuleError VST_STORE_UNAVAILABLE, VST_STORE_FULL */
export interface UserSets {
  all(institution: string, owner?: string): Promise<readonly UserSet[]>;
  get(institution: string, id: string): Promise<UserSet | undefined>;
  create(institution: string, set: UserSet, actor: Actor): Promise<void>;
  /** Its members go with it. */
  remove(institution: string, id: string, actor: Actor): Promise<void>;
  add(institution: string, id: string, userIds: readonly string[], actor: Actor): Promise<void>;
  drop(institution: string, id: string, userIds: readonly string[], actor: Actor): Promise<void>;
  members(institution: string, id: string, page: PageRequest): Promise<Page<string>>;
  /** The sets that this user is in, by name. */
  having(institution: string, userId: string): Promise<readonly UserSet[]>;
  /** How many sets, whoever made them, this user is in. */
  containing(institution: string, userId: string): Promise<number>;
}
