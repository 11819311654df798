import type { UserSummary } from '../user.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined after the last. Opaque. */
  readonly next: string | undefined;
}

export interface PageRequest {
  /** At most 500. */
  readonly limit: number;
  readonly after?: string | undefined;
}

/**
 * Finding users for people and programs. Every query is scoped by institution and served by an index; pages go on from
 * a key, so that the thousandth costs what the first does.
 *
 * @throws VestibuleError VST_STORE_UNAVAILABLE; VST_REQUEST_MALFORMED for an `after` that is none
 */
export interface Finding {
  /**
   * By the beginning of a name, folded: `lovelace`, `lovelace, ad`, `ada lov`; official and preferred names. In the order
   * of names.
   */
  byName(institution: string, prefix: string, page: PageRequest): Promise<Page<UserSummary>>;
  /** Who has exactly this address, folded; the first 500 by id of an address that is no person's. */
  byEmail(institution: string, address: string): Promise<readonly UserSummary[]>;
  /** All users, in the order of their internal ids, which is that of their making. */
  all(institution: string, page: PageRequest): Promise<Page<UserSummary>>;
  /** Users who may act for others, and for whom, in the order of their ids. */
  proxies(institution: string, page: PageRequest): Promise<Page<Proxy>>;
}

export interface Proxy {
  readonly userId: string;
  /** Primary identifiers, as `User.proxyFor`. */
  readonly proxyFor: readonly string[];
}
