// What of a user is seen in passing: in a list of users found, or at a desk.
import type { UserSummary } from '../domain/user.ts';

/** All that a desk sees of a person. */
export type DeskGlance = Pick<UserSummary, 'id' | 'primaryIdentifier' | 'name' | 'userGroup' | 'expiryDate' | 'blocks'>;

/** What else is shown of her to those who may see the record. */
export type UserGlance = DeskGlance &
  Partial<Pick<UserSummary, 'recordType' | 'accountType' | 'status' | 'signInLock'>>;

export function deskGlance({ id, primaryIdentifier, name, userGroup, expiryDate, blocks }: UserSummary): DeskGlance {
  return { id, primaryIdentifier, name, userGroup, expiryDate, blocks };
}

export function wideGlance(user: UserSummary): UserGlance {
  const { recordType, accountType, status, signInLock } = user;
  return { ...deskGlance(user), recordType, accountType, status, signInLock };
}
