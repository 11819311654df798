// Which profiles a typed name and password go through.

import type { LoginProfile } from '../../config/schema.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { Institution, ProfileRuntime } from '../institutions.ts';

export interface Chain {
  /** Form profiles that speak to an upstream, in the configured order. */
  readonly upstreams: readonly ProfileRuntime[];
  /** By whose match rule and admission the internal password counts. */
  readonly internal: ProfileRuntime;
  /** The internal profile is one the operator configured, with a strategy of its own. */
  readonly hasPasswordProfile: boolean;
}

/**
 * The named form profile, or all of them; upstreams first, and the internal password last, once. Without a password
 * profile it counts by any pooled identifier, for those whom the first upstream's profile admits.
 *
 * @throws VestibuleError VST_PROFILE_UNKNOWN when there is no such form profile, or none at all
 */
export function chainOf(institution: Institution, profile: string | undefined): Chain {
  const forms = [...institution.profiles.values()].filter(({ flow }) => flow === 'form');
  const asked = profile === undefined ? forms : forms.filter(({ config }) => config.id === profile);
  const upstreams = asked.filter(({ config }) => config.kind !== 'password');
  const password = [...asked, ...forms].find(({ config }) => config.kind === 'password');
  const [first] = asked;
  if (first === undefined) {
    throw new VestibuleError('VST_PROFILE_UNKNOWN', 'No login profile takes a name and a password here');
  }
  return password === undefined
    ? { upstreams, internal: withRule(first, anyPooled), hasPasswordProfile: false }
    : { upstreams, internal: password, hasPasswordProfile: true };
}

const anyPooled: LoginProfile['match'] = { from: { type: 'subject' }, to: { type: 'any' }, transform: [] };

function withRule(profile: ProfileRuntime, match: LoginProfile['match']): ProfileRuntime {
  return { ...profile, config: { ...profile.config, match } };
}
