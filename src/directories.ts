// The directory of an institution: its rules joined with the ports its users are reached by.
import type { InstitutionConfig } from '../config/schema.ts';
import type { Directory } from './directory/deps.ts';
import { type IdentifierRules, identifierRules } from './directory/identifier-rules.ts';
import { createBreachCheck } from './directory/passwords/breach-check.ts';
import type { Clock } from './domain/ports/clock.ts';
import type { Outbound } from './domain/ports/outbound.ts';
import type { PasswordHasher } from './domain/ports/password-hasher.ts';
import type { Random } from './domain/ports/random.ts';
import type { Log } from './observability/log.ts';
import type { Store } from './store/store.ts';

export interface DirectoryParts {
  readonly store: Store;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
  readonly outbound: Outbound;
  readonly log: Log;
}

/** Rules are made ready once a configuration: patterns are compiled in them. */
const ready = new WeakMap<InstitutionConfig, IdentifierRules>();

export function directoryOf(
  { store, hasher, clock, random, outbound, log }: DirectoryParts,
  institution: InstitutionConfig,
): Directory {
  const rules = ready.get(institution) ?? identifierRules(institution);
  ready.set(institution, rules);
  const { users, changes, finding, settings, trail, identifierKeys } = store;
  const breaches = createBreachCheck({
    outbound,
    onUnreachable: (error) =>
      log.warn('stolen passwords not asked for', { message: error instanceof Error ? error.message : String(error) }),
  });
  const ports = { users, changes, finding, settings, trail, identifierKeys };
  return { institution, rules, ...ports, hasher, breaches, clock, random };
}
