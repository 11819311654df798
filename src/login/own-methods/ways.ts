// By which ways a user comes in: profiles that are enabled, that admit her, and that lead to her by something she has now.
// Pure, so that what is left after a change is decided where the change is.

import { mayUseInternalPassword } from '../../directory/internal-password.ts';
import { attachableProfile } from '../../directory/invitations/attachable.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { Day } from '../../domain/user.ts';
import type { Institution, ProfileRuntime } from '../../institutions.ts';
import { refusalOf } from '../../resolution/decide.ts';
import type { Proof } from '../attachment/under-way.ts';

export interface Way {
  readonly profile: ProfileRuntime;
  /** The identifier that its match rule finds her by; her password here, or a mail to an address of hers. */
  readonly by:
    | { readonly type: 'identifier'; readonly identifier: HeldIdentifier }
    | { readonly type: 'password' }
    | { readonly type: 'mail'; readonly address: string };
  /**
   * Sure to lead to her, as far as we can know: an identity that was attached or that another system keeps, her password
   * here, her mail. That a number of hers is also an account at some upstream nobody here knows.
   */
  readonly isSure: boolean;
}

export interface WaysKnown {
  readonly institution: Institution;
  readonly today: Day;
  /** Profiles of email login that find her by an address, and by which: looked up before. */
  readonly mails: ReadonlyMap<string, string>;
}

export function waysOf(record: UserRecord, known: WaysKnown): readonly Way[] {
  const { institution, today } = known;
  return [...institution.profiles.values()]
    .filter(({ config }) => refusalOf(record.user, config, today) === undefined)
    .flatMap((profile) => waysBy(profile, record, known));
}

function waysBy(profile: ProfileRuntime, record: UserRecord, { institution, mails }: WaysKnown): readonly Way[] {
  const { config } = profile;
  if (config.kind === 'email-link') {
    const address = mails.get(config.id);
    return address === undefined ? [] : [{ profile, by: { type: 'mail', address }, isSure: true }];
  }
  const matching = record.identifiers.filter((one) => one.status === 'active' && isNamed(one, profile, institution));
  if (config.kind !== 'password')
    return matching.map((identifier) => ({
      profile,
      by: { type: 'identifier', identifier },
      isSure: isBound(identifier, institution) || identifier.segment === 'external',
    }));
  const { password, user } = record;
  const isHers = password !== undefined && !password.mustChange && matching.length > 0;
  const may = mayUseInternalPassword(user, institution.config.fallback, 'chosen');
  return isHers && may ? [{ profile, by: { type: 'password' }, isSure: true }] : [];
}

/** Whether the profile's match rule compares with this identifier. */
function isNamed({ type }: HeldIdentifier, { config }: ProfileRuntime, { config: { identifierTypes } }: Institution) {
  const { to } = config.match;
  switch (to.type) {
    case 'primary':
      return type === primaryType;
    case 'types':
      return to.types.includes(type);
    case 'any':
      return (
        type === primaryType || identifierTypes.some(({ code, uniqueness }) => code === type && uniqueness === 'pooled')
      );
  }
}

function isBound({ type }: HeldIdentifier, { types }: Institution): boolean {
  return types.issuers.has(type);
}

/** One that a person may detach herself: an identity of a profile made for it, that no other system keeps. */
export function isDetachable(identifier: HeldIdentifier, { config }: Institution): boolean {
  return (
    identifier.status === 'active' &&
    identifier.segment === 'internal' &&
    config.loginProfiles.some(({ id }) => attachableProfile(config, id)?.type === identifier.type)
  );
}

/**
 * Whether she can come in with what is left.
 *
 * @param proof by which she has just proved who she is: that way is sure as well
 */
export function isUsable(record: UserRecord, known: WaysKnown, proof: Proof): boolean {
  return waysOf(record, known).some(({ isSure, profile, by }) => {
    const isProved =
      by.type === 'identifier' && by.identifier.id === proof.identifier && profile.config.id === proof.profile;
    return isSure || isProved;
  });
}
