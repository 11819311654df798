// The parts of a record that a merge takes over or leaves, one by one.
import type { Email, Phone, PostalAddress, User } from '../../domain/user.ts';

export const mergeSegments = [
  'identifiers',
  'emails',
  'phones',
  'addresses',
  'notes',
  'blocks',
  'statistics',
  'proxies',
] as const;
export type MergeSegment = (typeof mergeSegments)[number];

/** The lists of a user that have a segment of their own. */
export interface SegmentLists {
  readonly emails: User['emails'];
  readonly phones: User['phones'];
  readonly addresses: User['addresses'];
  readonly notes: User['notes'];
  readonly blocks: User['blocks'];
  readonly statistics: User['statistics'];
  readonly proxies: User['proxyFor'];
}
export type ListSegment = keyof SegmentLists;
export const listSegments = mergeSegments.filter((segment): segment is ListSegment => segment !== 'identifiers');

export function listsOf(user: User): SegmentLists {
  const { emails, phones, addresses, notes, blocks, statistics, proxyFor } = user;
  return { emails, phones, addresses, notes, blocks, statistics, proxies: proxyFor };
}

export function withLists(user: User, { proxies, ...lists }: SegmentLists): User {
  return { ...user, ...lists, proxyFor: proxies };
}

/** What an item of a list is called when somebody looks at a merge, and by which two of them are one. */
export const itemName: { readonly [S in ListSegment]: (item: SegmentLists[S][number]) => string } = {
  emails: ({ address }: Email) => address.toLowerCase(),
  phones: ({ number }: Phone) => number,
  addresses: ({ lines, postalCode, city }: PostalAddress) =>
    [...lines, postalCode, city].filter((part) => part !== undefined && part !== '').join(', '),
  notes: ({ type, text }) => `${type}: ${text}`,
  blocks: ({ type, description, status }) => `${type}: ${description} (${status})`,
  statistics: ({ category, type }) => (type === undefined ? category : `${category}: ${type}`),
  proxies: (primaryIdentifier) => primaryIdentifier,
};
