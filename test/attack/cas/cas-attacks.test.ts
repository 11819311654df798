// Every file in cases/ is one hostile answer of a server, or one hostile return of a browser, and its name is the case. It
// signs nobody in; a hostile return reaches no server, and leaves an honest one good.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { casBench } from '../../support/cas-bench.ts';
import type { HostileCase } from './hostile-case.ts';

const folder = new URL('cases/', import.meta.url);

async function hold({ answer, because, options = {}, query, reason = 'invalid' }: HostileCase): Promise<void> {
  const bench = casBench({ options, ...(answer === undefined ? {} : { answer }) });
  const begun = await bench.begin();
  const outcome = await bench.back(begun, query?.(begun));
  assert.equal(outcome.type, 'refused', `ended in ${JSON.stringify(outcome)}`);
  if (outcome.type !== 'refused') return;
  assert.equal(outcome.reason, reason);
  assert.match(outcome.detail, because);
  assert.doesNotMatch(outcome.detail, /ST-1-/, 'the ticket stands in the trace');
  if (query === undefined) return;
  assert.deepEqual(bench.asked, [], 'the server was asked about it');
  assert.equal((await bench.back(begun)).type, 'asserted', 'the honest return is not good any more');
}

describe('What a hostile CAS server or browser says signs nobody in:', () => {
  for (const file of readdirSync(folder).toSorted()) {
    test(file.replace(/\.ts$/, ''), async () => {
      const { hostile } = (await import(new URL(file, folder).href)) as { hostile: HostileCase };
      await hold(hostile);
    });
  }
});
