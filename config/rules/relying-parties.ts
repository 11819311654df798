import type { DataFault } from '../faults.ts';
import type { Rule } from '../rules.ts';
import { didYouMean } from '../suggest.ts';
import type { InstitutionView } from '../view.ts';
import { duplicates } from './duplicates.ts';

/** Claims that the protocol itself sets: a release cannot say otherwise. */
const protocolClaims: readonly string[] = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'nonce',
  'acr',
  'amr',
  'azp',
  'auth_time',
  'at_hash',
  'c_hash',
  's_hash',
  'sid',
  'client_id',
  'scope',
  'cnf',
  'act',
  'may_act',
];

export const relyingPartyRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'relying-party-ids-unique',
    check: ({ relyingParties }) =>
      duplicates(
        relyingParties.map(({ name }, index) => ({ name, path: ['relyingParties', index, 'id'] })),
        'relying party',
      ),
  },
  {
    name: 'release-names-known-types',
    *check(view) {
      for (const [index, { value }] of view.relyingParties.entries()) {
        if (value === undefined) continue;
        const path = ['relyingParties', index, 'release'] as const;
        const { subject, claims } = value.release;
        const subjectTypes: readonly string[] = typeof subject === 'string' ? [] : subject;
        for (const [place, code] of subjectTypes.entries()) {
          yield* unknownType(view, code, [...path, 'subject', place]);
        }
        for (const [claim, source] of Object.entries(claims)) {
          if (typeof source === 'string' || !('identifier' in source)) continue;
          const codes = [source.identifier].flat();
          for (const code of codes) yield* unknownType(view, code, [...path, 'claims', claim, 'identifier']);
        }
      }
    },
  },
  {
    name: 'release-subject-names-one-person',
    *check(view) {
      for (const [index, { value }] of view.relyingParties.entries()) {
        const subject = value?.release.subject ?? 'primary';
        if (typeof subject === 'string' || subject.length < 2) continue;
        for (const [place, code] of subject.entries()) {
          const type = view.identifierTypes.find(({ name }) => name === code)?.value;
          if (type === undefined || type.uniqueness === 'pooled') continue;
          yield {
            path: ['relyingParties', index, 'release', 'subject', place],
            message: `"${code}" is unique in itself only: the same value of another type is another person, and the application could not tell the two apart`,
            hint: 'name one type alone, or types with uniqueness: pooled',
          };
        }
      }
    },
  },
  {
    name: 'release-leaves-protocol-claims',
    *check({ relyingParties }) {
      for (const [index, { value }] of relyingParties.entries()) {
        for (const claim of Object.keys(value?.release.claims ?? {})) {
          if (!protocolClaims.includes(claim)) continue;
          yield {
            path: ['relyingParties', index, 'release', 'claims', claim],
            at: 'key',
            message: `"${claim}" is set by the protocol and cannot be a claim of a release`,
            hint: claim === 'sub' ? 'the subject is chosen by release.subject' : undefined,
          };
        }
      }
    },
  },
  {
    // OpenID Connect Front-Channel Logout 1.0 section 2.
    name: 'front-channel-logout-at-the-application',
    *check({ relyingParties }) {
      for (const [index, { value }] of relyingParties.entries()) {
        if (value?.kind !== 'oidc' || value.frontchannelLogoutUri === undefined) continue;
        const { origin } = new URL(value.frontchannelLogoutUri);
        if (value.redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)) continue;
        yield {
          path: ['relyingParties', index, 'frontchannelLogoutUri'],
          message: `"${origin}" is the scheme, name and port of none of its redirect URIs`,
          hint: 'the address belongs to the application itself: write it as its redirect URIs begin',
        };
      }
    },
  },
  {
    name: 'scopes-include-openid',
    *check({ relyingParties }) {
      for (const [index, { value }] of relyingParties.entries()) {
        if (value?.kind !== 'oidc' || value.scopes.includes('openid')) continue;
        yield { path: ['relyingParties', index, 'scopes'], message: 'expected "openid" among the scopes' };
      }
    },
  },
];

export function* unknownType(view: InstitutionView, code: string, path: DataFault['path']): Generator<DataFault> {
  const known = view.identifierTypes.flatMap(({ name }) => (name === undefined ? [] : [name]));
  if (known.includes(code)) return;
  yield {
    path,
    message: `there is no identifier type "${code}"`,
    hint: didYouMean(code, known) ?? (known.length > 0 ? `there are: ${known.slice(0, 12).join(', ')}` : undefined),
  };
}
