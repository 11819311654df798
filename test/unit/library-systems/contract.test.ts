import assert from 'node:assert/strict';
import type { StrategyDeps, StrategyKind } from '../../../src/domain/strategy.ts';
import { createOutbound } from '../../../src/outbound/outbound.ts';
import { almaKind } from '../../../strategies/alma/index.ts';
import { almaOptions } from '../../../strategies/alma/options.ts';
import { kohaKind } from '../../../strategies/koha/index.ts';
import { kohaOptions } from '../../../strategies/koha/options.ts';
import { paiaKind } from '../../../strategies/paia/index.ts';
import { paiaOptions } from '../../../strategies/paia/options.ts';
import { sip2Kind } from '../../../strategies/sip2/index.ts';
import { sip2Options } from '../../../strategies/sip2/options.ts';
import { type StrategySubject, strategyContract, typed } from '../../contract/strategy/strategy.contract.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { endOf, ines, otto, profiles } from '../../support/library-system-run.ts';
import { almaScript, kohaScript, paiaScript, sipScript, startRest, startSip } from '../../support/library-systems.ts';

const secrets: Readonly<Record<string, string>> = { '${env:KEY}': 'key', '${env:SECRET}': 'secret' };
const deps = {
  institution: 'demo',
  clock: fakeClock(),
  random: seededRandom(),
  secrets: { read: (reference: string) => secrets[reference] ?? reference },
  outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
} as unknown as StrategyDeps;
const patrons = [ines, otto];

function subject<Options>(kind: StrategyKind<Options>, options: Options, close: () => Promise<void>): StrategySubject {
  const built = kind.create(options, deps);
  const cases = [ines, otto].flatMap(({ barcode, password }) => [
    { name: `vouches for ${barcode}`, request: () => typed(barcode, password), expected: 'asserted' },
    { name: `refuses ${barcode} with a wrong password`, request: () => typed(barcode, 'no'), expected: 'credentials' },
  ]);
  return {
    built,
    profile: 'library',
    cases: cases.map(({ name, request, expected }) => ({
      name,
      request,
      expect: (outcome) => assert.equal(endOf(outcome), expected),
    })),
    close: async () => {
      await built.close();
      await close();
    },
  };
}

strategyContract('alma', async () => {
  const standIn = await startRest(almaScript(patrons));
  return subject(almaKind, almaOptions.parse(profiles.alma(standIn.url)), () => standIn.close());
});

strategyContract('koha', async () => {
  const standIn = await startRest(kohaScript(patrons));
  return subject(kohaKind, kohaOptions.parse(profiles.koha(standIn.url)), () => standIn.close());
});

strategyContract('paia', async () => {
  const standIn = await startRest(paiaScript(patrons));
  return subject(paiaKind, paiaOptions.parse(profiles.paia(standIn.url)), () => standIn.close());
});

strategyContract('sip2', async () => {
  const standIn = await startSip(sipScript(patrons));
  return subject(sip2Kind, sip2Options.parse(profiles.sip2(standIn.port)), () => standIn.close());
});
