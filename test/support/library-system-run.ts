// A strategy of a library system, made as an operator would write its profile, and run once a try.
import type { StrategyDeps, StrategyKind, StrategyOutcome } from '../../src/domain/strategy.ts';
import { runStrategy } from '../../src/login/run-strategy.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import { almaKind } from '../../strategies/alma/index.ts';
import { almaOptions } from '../../strategies/alma/options.ts';
import { kohaKind } from '../../strategies/koha/index.ts';
import { kohaOptions } from '../../strategies/koha/options.ts';
import { paiaKind } from '../../strategies/paia/index.ts';
import { paiaOptions } from '../../strategies/paia/options.ts';
import { sip2Kind } from '../../strategies/sip2/index.ts';
import { sip2Options } from '../../strategies/sip2/options.ts';
import { signInFacts, typed } from '../contract/strategy/strategy.contract.ts';
import { type FakeClock, fakeClock, seededRandom } from './fakes.ts';
import type { Patron } from './library-systems.ts';

export const ines: Patron = { name: 'ines', barcode: '29301', password: 'right pw' };
export const otto: Patron = { name: 'otto', barcode: '29302', password: 'other pw' };

const common = { id: 'library', label: 'Library', match: { from: 'subject', to: 'BARCODE' }, timeoutSeconds: 1 };

/** Profiles as they are written; `address` is the stand-in's URL or port. */
export const profiles = {
  alma: (address: string, more: object = {}) => ({
    ...common,
    kind: 'alma' as const,
    baseUrl: address,
    apiKey: '${env:KEY}',
    ...more,
  }),
  koha: (address: string, more: object = {}) => ({
    ...common,
    kind: 'koha' as const,
    baseUrl: address,
    account: { type: 'basic' as const, username: 'api', password: '${env:SECRET}' },
    ...more,
  }),
  paia: (address: string, more: object = {}) => ({
    ...common,
    kind: 'paia' as const,
    authUrl: `${address}/auth`,
    ...more,
  }),
  sip2: (address: number, more: object = {}) => ({
    ...common,
    kind: 'sip2' as const,
    host: '127.0.0.1',
    port: address,
    plainText: true,
    ...more,
  }),
} as const;

export interface Runner {
  try(name: string, password: string): Promise<StrategyOutcome>;
  close(): Promise<void>;
}

const secrets: Readonly<Record<string, string>> = { '${env:KEY}': 'key', '${env:SECRET}': 'secret' };

function runner<Options>(kind: StrategyKind<Options>, options: Options, clock: FakeClock): Runner {
  const deps = {
    institution: 'demo',
    clock,
    random: seededRandom(),
    secrets: { read: (reference: string) => secrets[reference] ?? reference },
    outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
  };
  const built = kind.create(options, deps as unknown as StrategyDeps);
  return {
    try: (name, password) => runStrategy(built.strategy, typed(name, password), signInFacts(), { deadlineMs: 4000 }),
    close: () => built.close(),
  };
}

export const run = {
  alma: (address: string, more?: object, clock = fakeClock()) =>
    runner(almaKind, almaOptions.parse(profiles.alma(address, more)), clock),
  koha: (address: string, more?: object, clock = fakeClock()) =>
    runner(kohaKind, kohaOptions.parse(profiles.koha(address, more)), clock),
  paia: (address: string, more?: object, clock = fakeClock()) =>
    runner(paiaKind, paiaOptions.parse(profiles.paia(address, more)), clock),
  sip2: (address: number, more?: object, clock = fakeClock()) =>
    runner(sip2Kind, sip2Options.parse(profiles.sip2(address, more)), clock),
} as const;

/** `asserted`, `unreachable`, or the reason of a refusal. */
export function endOf(outcome: StrategyOutcome): string {
  return outcome.type === 'refused' ? outcome.reason : outcome.type;
}
