// The login profiles in force that can be probed.
import type { Institution } from '../institutions.ts';
import type { ProbedUpstream } from './probe.ts';

export function probedUpstreams(institutions: readonly Institution[]): readonly ProbedUpstream[] {
  return institutions.flatMap(({ slug, profiles }) =>
    [...profiles.values()].flatMap(({ config, fingerprint, built }) => {
      if (built.check === undefined) return [];
      const check = async () => (await built.check?.()) ?? [];
      return [{ institution: slug, profile: config.id, settings: fingerprint, check }];
    }),
  );
}
