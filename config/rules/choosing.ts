// Where people are sent to come in: one default, names that exist, and silence only from upstreams that know it.
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import { didYouMean } from '../suggest.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';

const silentKinds: readonly LoginProfile['kind'][] = ['saml', 'cas', 'oidc', 'google'];

export const choosingRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'one-default-profile',
    *check({ loginProfiles }) {
      const found = loginProfiles.flatMap(({ value }, index) => (value?.default === true ? [index] : []));
      for (const index of found.slice(1)) {
        const message = 'a second default profile: people can be sent to one only';
        yield { path: ['loginProfiles', index, 'default'], message };
      }
    },
  },
  {
    name: 'some-profile-is-listed',
    *check({ loginProfiles }) {
      if (loginProfiles.some(({ value }) => value === undefined)) return;
      const enabled = loginProfiles.flatMap(({ value }) => (value?.enabled === true ? [value] : []));
      if (enabled.length === 0 || enabled.some(({ listed }) => listed)) return;
      const message = 'no enabled profile is listed, and the sign-in page would be empty: leave "listed" out of one';
      yield { path: ['loginProfiles'], at: 'key', message };
    },
  },
  {
    name: 'domains-lead-to-one-profile',
    *check({ loginProfiles }) {
      const seen = new Map<string, string>();
      for (const [index, { value }] of loginProfiles.entries()) {
        for (const [place, domain] of (value?.domains ?? []).entries()) {
          const other = seen.get(domain);
          if (other === undefined) seen.set(domain, value?.id ?? '');
          else {
            const message = `people of ${domain} are sent to "${other}" already: each domain stands once`;
            yield { path: ['loginProfiles', index, 'domains', place], message };
          }
        }
      }
    },
  },
  {
    name: 'silent-upstreams-know-silence',
    check: perProfile(function* (profile, path) {
      if (!profile.silent) return;
      if (!silentKinds.includes(profile.kind)) {
        const message = `a profile of kind ${profile.kind} has to ask the person: only ${silentKinds.join(', ')} can be silent`;
        yield { path: [...path, 'silent'], message };
      } else if (profile.kind === 'saml' && profile.requestBinding === 'post') {
        const message = 'a request by POST shows a page of ours on its way: silent needs requestBinding: redirect';
        yield { path: [...path, 'silent'], message };
      }
    }),
  },
  {
    name: 'application-profiles-exist',
    *check({ loginProfiles, relyingParties }) {
      const known = loginProfiles.flatMap(({ name }) => (name === undefined ? [] : [name]));
      for (const [index, { value }] of relyingParties.entries()) {
        for (const [place, id] of (value?.profiles ?? []).entries()) {
          if (known.includes(id)) continue;
          const message = `there is no login profile "${id}"`;
          const hint = didYouMean(id, known) ?? `there are: ${known.slice(0, 12).join(', ')}`;
          yield { path: ['relyingParties', index, 'profiles', place], message, hint };
        }
      }
    },
  },
  {
    name: 'application-has-a-way-in',
    *check({ loginProfiles, relyingParties }) {
      for (const [index, { value }] of relyingParties.entries()) {
        const ids: readonly string[] = value?.profiles ?? [];
        const named = loginProfiles.filter(({ name }) => name !== undefined && ids.includes(name));
        if (named.length === 0 || named.some((entry) => entry.value?.enabled !== false)) continue;
        const message = 'every one of these login profiles is switched off: nobody could come in to this application';
        yield { path: ['relyingParties', index, 'profiles'], message };
      }
    },
  },
];
