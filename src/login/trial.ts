// A trial of a profile: what the other side said, and whom it would have signed in. There is no session after it.
import type { Assertion } from '../domain/assertion.ts';
import type { Resolution } from '../domain/resolution.ts';
import { displayName } from '../domain/user.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { codeOf } from '../resolution/outcome-code.ts';
import { renderProfileTest } from '../web/pages/profile-test.ts';
import type { Visit } from '../web/visit.ts';

/** Only the person who signed in upstream sees this, and only what was said of herself. */
export function showTrial(
  visit: Visit,
  profile: ProfileRuntime,
  resolution: Resolution,
  trace: string,
  { issuer, subject, attributes }: Assertion,
): void {
  const base = `/${visit.institution.slug}/login/${profile.config.id}`;
  const view = {
    profileLabel: visit.text(profile.config.label),
    outcome:
      resolution.type === 'matched'
        ? {
            type: 'matched' as const,
            displayName: displayName(resolution.user.name),
            primaryIdentifier: resolution.user.primaryIdentifier,
          }
        : { type: 'failed' as const, code: codeOf(resolution) },
    reference: trace === '' ? undefined : trace,
    asserted: { issuer, subject, attributes },
    testAgainHref: `${base}/test`,
    registrationHref: `${base}/about`,
  };
  visit.send(200, renderProfileTest(visit.frame(`${base}/about`), view, visit.translate));
}
