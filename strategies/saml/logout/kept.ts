// What a sign-in leaves behind so that the identity provider's session can be ended later: its own name of the person,
// to the letter, and of the session. SAML Profiles 4.4.4.1.
import type { LogoutSubject as NamedSubject } from '../../../src/saml/logout-write.ts';
import type { AssertionFacts } from '../facts.ts';

export interface LogoutSubject extends NamedSubject {
  readonly entityId: string;
}

export function keptForLogout({ issuers, nameIds, authentications }: AssertionFacts): Record<string, string> {
  const [nameId] = nameIds;
  const facts: Readonly<Record<keyof LogoutSubject, string | undefined>> = {
    entityId: issuers[0],
    nameId: nameId?.value,
    format: nameId?.format,
    nameQualifier: nameId?.nameQualifier,
    spNameQualifier: nameId?.spNameQualifier,
    sessionIndex: authentications[0]?.sessionIndex,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** @returns undefined where the sign-in left nothing to sign out with */
export function logoutSubject(kept: Readonly<Record<string, string>>): LogoutSubject | undefined {
  const { entityId, nameId, format, nameQualifier, spNameQualifier, sessionIndex } = kept;
  if (entityId === undefined || nameId === undefined) return undefined;
  return { entityId, nameId, format, nameQualifier, spNameQualifier, sessionIndex };
}
