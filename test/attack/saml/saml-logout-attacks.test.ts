// Every file in logout-cases/ is one hostile logout message, and its name is the case. Each is brought while a person is
// signing out: it must be refused by the check named in the file, end nothing, and cost her nothing.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { testIdentityProvider } from '../../support/saml-idp.ts';
import {
  carried,
  logoutBench,
  logoutParts,
  logoutRequestXml,
  logoutResponseXml,
  signedQuery,
} from '../../support/saml-logout.ts';
import type { HostileLogout, LogoutStage } from './hostile-logout.ts';

const idp = testIdentityProvider();
const stranger = testIdentityProvider('https://stranger.example/metadata');
const folder = new URL('logout-cases/', import.meta.url);

async function stageFor({ settings }: HostileLogout): Promise<LogoutStage> {
  const bench = logoutBench(idp, settings);
  const now = bench.clock.now();
  const kept = { entityId: idp.entityId, nameId: 'alice@campus.example', sessionIndex: 'session-1' };
  const sent = await bench.built.signOut?.({ kept, state: 'hers', language: 'en' });
  const requestId = / ID="([^"]+)"/.exec(sent === undefined ? '' : carried(sent).xml)?.[1] ?? '_none';
  const parts: LogoutStage['parts'] = (changes) => logoutParts(idp, now, { inResponseTo: requestId, ...changes });
  return { bench, idp, stranger, now, requestId, parts };
}

async function hold(hostile: HostileLogout): Promise<void> {
  const stage = await stageFor(hostile);
  const brought = await hostile.message(stage);
  await assert.rejects(stage.bench.bring(brought), (error: unknown) => {
    assert.ok(error instanceof VestibuleError, String(error));
    assert.equal(error.code, hostile.code ?? 'VST_UPSTREAM_MESSAGE_INVALID');
    assert.equal(error.message.split(':')[0], hostile.check, error.message);
    return true;
  });
  const request = signedQuery(logoutRequestXml(stage.parts()), idp.keys, { parameter: 'SAMLRequest' });
  assert.equal((await stage.bench.bring({ query: request })).type, 'request', 'the honest request is refused');
  if (hostile.answersRequest === true) return;
  const answer = signedQuery(logoutResponseXml(stage.parts()), idp.keys, { parameter: 'SAMLResponse' });
  const read = await stage.bench.bring({ query: answer });
  assert.deepEqual(read, { type: 'answer', state: 'hers', ended: 'all' }, 'the honest answer is refused');
}

describe('A hostile logout message is refused, ends nothing and costs nobody a sign-out:', () => {
  for (const file of readdirSync(folder).toSorted()) {
    test(file.replace(/\.ts$/, ''), async () => {
      const { hostile } = (await import(new URL(file, folder).href)) as { hostile: HostileLogout };
      await hold(hostile);
    });
  }
});
