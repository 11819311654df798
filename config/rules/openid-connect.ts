// Which values of a known provider name a person for good, and which she, or another organization, may change.
import type { Rule } from '../rules.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';

/** Claims of Microsoft Entra ID that people, or the administrators of any directory, can change (Microsoft: "never use for authorization"). */
export const changeableAtEntra: ReadonlySet<string> = new Set([
  'email',
  'mail',
  'name',
  'preferred_username',
  'login_hint',
  'unique_name',
  'upn',
  'verified_primary_email',
  'verified_secondary_email',
]);

export const openIdConnectRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'entra-people-are-known-by-oid',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'oidc' || profile.preset !== 'microsoft-entra') return;
      const { from } = profile.match;
      const claim = from.type === 'attribute' ? from.name.toLowerCase() : from.type === 'verified-email' ? 'email' : '';
      if (!changeableAtEntra.has(claim)) return;
      yield {
        path: [...path, 'match', 'from'],
        message: `"${claim}" can be changed in Microsoft Entra, and be given to somebody else: whoever has the text would be the person`,
        hint: 'match from: subject (her object id, oid), or an attribute that only your own directory sets, such as employeeid',
      };
    }),
  },
  {
    name: 'orcid-names-its-type',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'oidc' || profile.preset !== 'orcid') return;
      const { from, to } = profile.match;
      if (from.type !== 'subject') {
        yield {
          path: [...path, 'match', 'from'],
          message: 'expected subject: ORCID tells the iD and nothing else to match',
        };
      }
      if (to.type !== 'types') {
        yield {
          path: [...path, 'match', 'to'],
          message: 'expected the identifier type that holds ORCID iDs',
          hint: 'a type with preset: orcid',
        };
      }
    }),
  },
];
