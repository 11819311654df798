import type { Segment } from './identifier.ts';

export type RecordType = 'public' | 'staff' | 'contact';

/** `internal`: the record is managed here; `external`: in another system, named by `owningSystem`. */
export type AccountType = 'internal' | 'external';
export type UserStatus = 'active' | 'inactive';

/** A calendar day, `YYYY-MM-DD`, in the institution's time zone. */
export type Day = string;

export interface PersonName {
  readonly first?: string | undefined;
  readonly middle?: string | undefined;
  readonly last: string;
  readonly preferredFirst?: string | undefined;
  readonly preferredMiddle?: string | undefined;
  readonly preferredLast?: string | undefined;
  readonly preferredSuffix?: string | undefined;
  readonly title?: string | undefined;
}

export interface Email {
  readonly address: string;
  readonly types: readonly string[];
  readonly preferred: boolean;
  readonly segment: Segment;
  readonly description?: string | undefined;
  /** Set when the person proved that she reads this address (ISO 8601). */
  readonly provedAt?: string | undefined;
}

export interface Phone {
  readonly number: string;
  readonly types: readonly string[];
  readonly preferred: boolean;
  readonly preferredSms: boolean;
  readonly segment: Segment;
}

export interface PostalAddress {
  readonly lines: readonly string[];
  readonly city?: string | undefined;
  readonly stateProvince?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly country?: string | undefined;
  readonly note?: string | undefined;
  readonly startDate?: Day | undefined;
  readonly endDate?: Day | undefined;
  readonly types: readonly string[];
  readonly preferred: boolean;
  readonly segment: Segment;
}

export interface RoleGrant {
  readonly role: string;
  /** The institution's code, or a library or desk in it. */
  readonly scope: string;
  readonly status: 'active' | 'inactive';
  readonly expiryDate?: Day | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** A library block (fines, a wrong address). It never stops a sign-in; it is released as a fact. */
export interface Block {
  readonly type: string;
  readonly description: string;
  readonly status: 'active' | 'inactive';
  readonly note?: string | undefined;
  readonly expiryDate?: Day | undefined;
  readonly createdBy?: string | undefined;
  readonly createdAt?: string | undefined;
}

export interface Note {
  readonly type: string;
  readonly text: string;
  readonly viewableByUser: boolean;
  readonly popup: boolean;
  readonly segment: Segment;
  readonly createdBy?: string | undefined;
  readonly createdAt?: string | undefined;
}

export interface Statistic {
  readonly category: string;
  readonly type?: string | undefined;
  readonly note?: string | undefined;
  readonly segment: Segment;
}

/** What a staff member set to keep a person out, whatever the method. */
export interface SignInLock {
  readonly at: string;
  readonly by: string;
  readonly reason?: string | undefined;
}

/** What every sign-in reads of a user: one row, no lists but the blocks. */
export interface UserSummary {
  readonly id: string;
  readonly institution: string;
  readonly primaryIdentifier: string;
  readonly recordType: RecordType;
  readonly accountType: AccountType;
  readonly status: UserStatus;
  readonly expiryDate?: Day | undefined;
  readonly signInLock?: SignInLock | undefined;
  readonly name: PersonName;
  readonly userGroup?: string | undefined;
  readonly preferredLanguage?: string | undefined;
  readonly blocks: readonly Block[];
  /** Sessions begun before the epoch moved are over. Starts at 0. */
  readonly sessionEpoch: number;
  /** Counts changes; a writer names the version it read. Starts at 1. */
  readonly version: number;
}

/** The library's whole record of a person. */
export interface User extends UserSummary {
  readonly gender?: string | undefined;
  readonly birthDate?: Day | undefined;
  readonly purgeDate?: Day | undefined;
  readonly statusDate?: Day | undefined;
  readonly jobCategory?: string | undefined;
  readonly jobDescription?: string | undefined;
  readonly campusCode?: string | undefined;
  readonly webSiteUrl?: string | undefined;
  readonly catalogerLevel?: string | undefined;
  /** The system that manages an external user: set for external users, empty for internal ones. */
  readonly owningSystem?: string | undefined;
  readonly emails: readonly Email[];
  readonly phones: readonly Phone[];
  readonly addresses: readonly PostalAddress[];
  readonly roles: readonly RoleGrant[];
  readonly notes: readonly Note[];
  readonly statistics: readonly Statistic[];
  /** Primary identifiers of those this user may act for. */
  readonly proxyFor: readonly string[];
  /** Resource sharing libraries. */
  readonly rsLibraries: readonly string[];
  /** Fields that staff changed by hand and synchronisation leaves alone. */
  readonly protectedFields: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly modifiedAt: string;
  readonly modifiedBy: string;
}

/** How a person is addressed on a page: preferred names before the official ones. */
export function displayName(name: PersonName): string {
  const parts = [
    name.preferredFirst ?? name.first,
    name.preferredMiddle ?? name.middle,
    name.preferredLast ?? name.last,
    name.preferredSuffix,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}
