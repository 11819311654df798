// Social login signs in by the provider's own id of an account, and by nothing that somebody can type into a profile there.
import { facebookIssuer } from '../../strategies/facebook/options.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { issuerOf } from './issuer-of.ts';
import { perProfile } from './profiles.ts';
import { isSocial } from './social-kinds.ts';

export const socialRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'social-profiles-match-the-provider-id',
    check: perProfile(function* (profile, path) {
      if (!isSocial(profile) || profile.match.from.type === 'subject') return;
      yield {
        path: [...path, 'match', 'from'],
        message: `expected subject: of a ${profile.kind} account only the provider’s own id says whose it is`,
        hint: `match: { from: subject, to: TYPE }, where TYPE has preset: ${profile.kind}`,
      };
    }),
  },
  {
    name: 'social-ids-are-compared-as-they-are',
    check: perProfile(function* (profile, path) {
      if (!isSocial(profile) || profile.match.transform.length === 0) return;
      yield {
        path: [...path, 'match', 'transform'],
        message: 'an id of a provider is compared as it is: changed, it could be another account’s',
      };
    }),
  },
  {
    name: 'facebook-ids-stay-with-their-app',
    *check({ loginProfiles }) {
      const profiles = loginProfiles.map(({ value }) => value);
      for (const [index, later] of profiles.entries()) {
        const earlier = profiles.slice(0, index).find((other) => isOtherApp(other, later));
        if (earlier === undefined || later === undefined) continue;
        yield {
          path: ['loginProfiles', index, 'match', 'to'],
          message: `"${earlier.id}" and "${later.id}" are two Facebook apps, and a person has another id at each`,
          hint: 'give each app an identifier type of its own, with preset: facebook',
        };
      }
    },
  },
];

/** Whether both read ids that Facebook gave to different apps, and compare them with the same type. */
function isOtherApp(left: LoginProfile | undefined, right: LoginProfile | undefined): boolean {
  const [one, other] = [appOf(left), appOf(right)];
  if (one === undefined || other === undefined || one.app === other.app) return false;
  return one.types.some((type) => other.types.includes(type));
}

function appOf(
  profile: LoginProfile | undefined,
): { readonly app: string; readonly types: readonly string[] } | undefined {
  if (profile === undefined || !('clientId' in profile) || issuerOf(profile) !== facebookIssuer) return undefined;
  const { to } = profile.match;
  return to.type === 'types' ? { app: profile.clientId, types: to.types } : undefined;
}
