// From an assertion to who it is, joined with the directory: by the profile's rule, and with the record of the user made
// or refreshed before, where the profile says so.
import { directoryOf } from '../directories.ts';
import { dayIn } from '../domain/day.ts';
import { type ArrivalDeps, type Arrive, createArrival } from '../login/arrival/arrive.ts';
import { resolveAddress } from '../resolution/email.ts';
import { resolve } from '../resolution/resolve.ts';
import { observedResolving } from './observed.ts';
import type { AppParts } from './parts.ts';

export function createArrive(parts: AppParts): Arrive {
  const { store, clock, log, metrics } = parts;
  const resolving: ArrivalDeps['resolve'] = (institution, { config }, assertion) => {
    const now = clock.now();
    const moment = { now, today: dayIn(institution.config.timeZone, now) };
    const request = { institution: institution.slug, assertion, admission: config, ...moment };
    return config.kind === 'email-link'
      ? resolveAddress(store, { ...request, rule: config })
      : resolve(store.users, { ...request, rule: config.match, types: institution.types });
  };
  return createArrival({
    resolve: observedResolving(metrics, resolving),
    directory: ({ config }) => directoryOf(parts, config),
    clock,
    log,
  });
}
