// A federation has many identity providers, and the match rule is one: what it may read from any of them.
import type { Rule } from '../rules.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';
import { valueKind } from './value-kinds.ts';

const hint = 'list the identity providers that may sign people in under "federation.entityIds"';

export const federationRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'federations-match-scoped-values-or-listed-providers',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.federation === undefined) return;
      if (profile.federation.entityIds !== undefined || valueKind(profile) === 'scoped') return;
      yield {
        path: [...path, 'match', 'from'],
        message:
          'every identity provider of the federation could assert this value of anybody: expected a scoped value (name@scope)',
        hint,
      };
    }),
  },
  {
    name: 'federations-keep-the-scope',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.federation === undefined) return;
      if (profile.federation.entityIds !== undefined) return;
      for (const [index, { type }] of profile.match.transform.entries()) {
        if (type === 'strip-scope') return;
        if (type !== 'pattern') continue;
        yield {
          path: [...path, 'match', 'transform', index],
          message:
            'a pattern could make one name of two people of different scopes: expected { stripScope: [uni.example] }',
          hint,
        };
      }
    }),
  },
  {
    name: 'federation-providers-listed-once',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml') return;
      const listed = profile.federation?.entityIds ?? [];
      for (const [index, id] of listed.entries()) {
        if (listed.indexOf(id) === index) continue;
        yield { path: [...path, 'federation', 'entityIds', index], message: `a second "${id}"` };
      }
    }),
  },
];
