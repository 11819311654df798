// A value is worth what it is: what a single match rule may not do.
import type { ConfigPath, DataFault } from '../faults.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { scopesOf } from './issuer-of.ts';
import { perProfile } from './profiles.ts';
import { unknownType } from './relying-parties.ts';
import { valueKind } from './value-kinds.ts';

export const matchRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'match-names-known-types',
    check: perProfile(function* ({ match: { to } }, path, view) {
      if (to.type !== 'types') return;
      for (const code of to.types) yield* unknownType(view, code, [...path, 'match', 'to']);
    }),
  },
  {
    name: 'transient-names-match-nobody',
    check: perProfile(function* (profile, path) {
      if (valueKind(profile) !== 'transient') return;
      yield fromFault(
        path,
        'a transient NameID is another one at every sign-in and matches nobody: match an attribute',
      );
    }),
  },
  {
    name: 'nameid-has-a-declared-format',
    check: perProfile(function* (profile, path) {
      if (valueKind(profile) !== 'undeclared') return;
      yield {
        ...fromFault(path, 'to match the NameID, say which one: expected "nameIdFormat" beside it'),
        hint: 'without it the identity provider may send one that changes at every sign-in',
      };
    }),
  },
  {
    name: 'verified-email-is-told-by-openid-connect',
    check: perProfile(function* (profile, path) {
      if (valueKind(profile) !== 'verified-email' || profile.kind === 'oidc' || profile.kind === 'email-link') return;
      yield {
        ...fromFault(path, `a profile of kind ${profile.kind} is never told which addresses were verified`),
        hint:
          profile.kind === 'password'
            ? 'match from: subject'
            : 'name the attribute and set verifiesEmail: true where that is so',
      };
    }),
  },
  {
    name: 'email-is-matched-only-where-verified',
    check: perProfile(function* (profile, path) {
      if (valueKind(profile) !== 'email' || profile.verifiesEmail === true) return;
      yield {
        ...fromFault(path, 'an email address that nobody verified may be anybody’s'),
        hint:
          profile.kind === 'oidc'
            ? 'match from: verified-email'
            : 'set verifiesEmail: true only where the upstream assigns or proves its people’s addresses',
      };
    }),
  },
  {
    name: 'email-names-its-target',
    check: perProfile(function* (profile, path) {
      const kind = valueKind(profile);
      if ((kind !== 'email' && kind !== 'verified-email') || profile.match.to.type !== 'any') return;
      yield {
        path: [...path, 'match', 'to'],
        message:
          'an email address is not compared with "any" identifier: name the type that holds email addresses, or primary',
      };
    }),
  },
  {
    name: 'scoped-values-have-scopes',
    check: perProfile(function* (profile, path) {
      if (valueKind(profile) !== 'scoped' || limitsScope(profile)) return;
      yield {
        ...fromFault(path, 'a scoped value (name@scope) counts only with a scope this upstream may assert'),
        hint:
          profile.kind === 'saml'
            ? 'set "scopes", for instance [uni.example], or transform by { stripScope: [uni.example] }'
            : 'transform by { stripScope: [uni.example] }, or by a pattern with the scope in it',
      };
    }),
  },
];

function limitsScope(profile: LoginProfile): boolean {
  // Of a federation each identity provider has its own, by its metadata.
  if (profile.kind === 'saml' && profile.federation !== undefined) return true;
  if (scopesOf(profile) !== undefined) return true;
  return profile.match.transform.some(
    (transform) =>
      transform.type === 'strip-scope' || (transform.type === 'pattern' && transform.pattern.includes('@')),
  );
}

function fromFault(path: ConfigPath, message: string): DataFault {
  return { path: [...path, 'match', 'from'], message };
}
