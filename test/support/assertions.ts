import type { Assertion } from '../../src/domain/assertion.ts';

export const campusIssuer = 'https://campus.example/idp';

/** What a campus upstream says of a person, from the few facts a test cares about. */
export function assertionOf(facts: Partial<Assertion> = {}): Assertion {
  return {
    profile: 'campus',
    issuer: campusIssuer,
    subject: 'alice',
    attributes: {},
    verifiedEmails: [],
    authenticatedAt: Date.parse('2026-11-22T12:00:00Z'),
    methods: [],
    ...facts,
  };
}
