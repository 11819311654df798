import assert from 'node:assert/strict';
import { test } from 'node:test';
import express from 'express';
import request from 'supertest';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { Log, LogFields } from '../../../src/observability/log.ts';
import { answerReady } from '../../../src/web/health.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';

async function asked(ping: () => Promise<void>) {
  const warned: (LogFields | undefined)[] = [];
  const log: Log = { info: () => undefined, warn: (_event, fields) => warned.push(fields), error: () => undefined };
  const app = express();
  app.get('/readyz', (_req, res) => answerReady(res, { store: { ping }, ephemeral: fakeEphemeral(fakeClock()), log }));
  return { answer: await request(app).get('/readyz'), warned };
}

test('a node whose stores answer is ready', async () => {
  const { answer, warned } = await asked(async () => undefined);
  assert.equal(answer.status, 200);
  assert.deepEqual(warned, []);
});

test('a node without records says that it is not ready, and why in the log only', async () => {
  const { answer, warned } = await asked(async () => {
    throw new VestibuleError('VST_STORE_UNAVAILABLE', 'PostgreSQL does not answer at db.example');
  });
  assert.equal(answer.status, 503);
  assert.doesNotMatch(answer.text, /db\.example/);
  assert.deepEqual(warned, [{ code: 'VST_STORE_UNAVAILABLE', message: 'PostgreSQL does not answer at db.example' }]);
});
