// A sign-out that is to reach the upstream, and what it needs there: what would never happen is told, not left out.
import type { Rule } from '../rules.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';

const hint = 'logout messages of SAML are always signed: add "signing", a key and its certificate';

export const signOutRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'sign-out-at-saml-needs-a-signing-key',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.signing !== undefined) return;
      if (profile.signOut === 'always') {
        yield { path: [...path, 'signOut'], message: 'nobody can be signed out there without "signing"', hint };
      }
      if (profile.idp?.singleLogoutUrl !== undefined) {
        yield {
          path: [...path, 'idp', 'singleLogoutUrl'],
          message: 'an address that is of no use without "signing"',
          hint,
        };
      }
    }),
  },
  {
    name: 'sign-out-at-saml-by-hand-needs-an-address',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.signOut !== 'always') return;
      if (profile.idp === undefined || profile.idp.metadataUrl !== undefined) return;
      if (profile.idp.singleLogoutUrl !== undefined) return;
      yield {
        path: [...path, 'signOut'],
        message: 'nobody can be signed out there: no address for it is known',
        hint: 'add "idp.singleLogoutUrl", or say `signOut: ask`, which offers it where it can be done',
      };
    }),
  },
];
