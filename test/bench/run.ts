// `npm run bench [quick] [name…]`: measures, prints, and fails only when something broke, never because of time.

import { aggregateBench } from './aggregate.ts';
import { bulkBench } from './bulk.ts';
import { casBench } from './cas.ts';
import { directoryBench } from './directory.ts';
import { ephemeralBench } from './ephemeral.ts';
import { importBench } from './import.ts';
import type { Bench, Row } from './measure.ts';
import { oidcBench } from './oidc.ts';
import { passwordBench } from './password.ts';
import { resolutionBench } from './resolution.ts';
import { samlBench } from './saml.ts';
import { sip2Bench } from './sip2.ts';
import { startBench } from './start.ts';
import { machineFacts, table } from './table.ts';
import { timingBench } from './timing-equality.ts';

const benches: readonly Bench[] = [
  passwordBench,
  samlBench,
  oidcBench,
  casBench,
  sip2Bench,
  resolutionBench,
  directoryBench,
  startBench,
  ephemeralBench,
  importBench,
  bulkBench,
  timingBench,
  aggregateBench,
];

const given = process.argv.slice(2);
const quick = given.includes('quick');
const names = given.filter((name) => name !== 'quick');
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));

if (unknown.length > 0) {
  const known = benches.map(({ name, about }) => `  ${name.padEnd(11)} ${about}`).join('\n');
  console.error(`There is no benchmark "${unknown.join('", "')}". There are:\n\n  quick       shorter runs\n${known}`);
  process.exitCode = 64;
} else {
  process.exitCode = await measure(benches.filter(({ name }) => names.length === 0 || names.includes(name)));
}

async function measure(chosen: readonly Bench[]): Promise<number> {
  console.log(`${machineFacts()}\n`);
  const rows: Row[] = [];
  let broken = 0;
  for (const bench of chosen) {
    console.log(`${bench.name}: ${bench.about}`);
    try {
      const found = await bench.run({ quick, rounds: quick ? 3 : 5, note: (text) => console.log(`  ${text}`) });
      rows.push(...found);
      console.log(`${table(found)}\n`);
    } catch (error) {
      broken++;
      console.error(`${bench.name} broke:`, error);
    }
  }
  if (chosen.length > 1) console.log(table(rows));
  const missed = rows.filter(({ met }) => met === false);
  if (missed.length > 0) console.log(`\nMissed here: ${missed.map(({ what }) => what).join('; ')}`);
  return broken === 0 ? 0 : 1;
}
