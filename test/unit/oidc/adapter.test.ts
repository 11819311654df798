import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AdapterPayload } from 'oidc-provider';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { type AdapterDeps, adapterFor } from '../../../src/relying-parties/oidc/adapter.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';

class AlreadyUsed extends Error {}

function records(more: Partial<AdapterDeps> = {}) {
  const clock = fakeClock();
  const ephemeral = more.ephemeral ?? fakeEphemeral(clock);
  const deps: AdapterDeps = {
    institution: 'demo',
    ephemeral,
    sealing: createSealing(new Uint8Array(32).fill(7), seededRandom()),
    clock,
    alreadyUsed: () => new AlreadyUsed(),
    client: () => undefined,
    codeIssued: async () => undefined,
    ...more,
  };
  return { of: (model: string) => adapterFor(model, deps), clock, deps, ephemeral };
}

const code = (exp: number): AdapterPayload => ({ grantId: 'grant', accountId: 'a', exp });

describe('records of the OpenID Connect provider', () => {
  test('are found again as they were, until they end', async () => {
    const { of, clock } = records();
    await of('AccessToken').upsert('token', { accountId: 'ada' }, 60);
    assert.deepEqual(await of('AccessToken').find('token'), { accountId: 'ada' });
    clock.advance(60_001);
    assert.equal(await of('AccessToken').find('token'), undefined);
  });

  test("of one institution or one model are not another one's", async () => {
    const { of, deps } = records();
    await of('AccessToken').upsert('id', { accountId: 'ada' }, 60);
    assert.equal(await of('AuthorizationCode').find('id'), undefined);
    assert.equal(await adapterFor('AccessToken', { ...deps, institution: 'other' }).find('id'), undefined);
  });

  test('do not open when somebody moved one to another place', async () => {
    const { of, deps, ephemeral } = records();
    await of('Grant').upsert('grant', { accountId: 'ada' }, 60);
    const sealed = fakeSealedValue(ephemeral);
    await ephemeral.put('oidc-AccessToken', deps.sealing.hash('oidc-AccessToken', 'demo\ntoken'), sealed, 60);
    await assert.rejects(of('AccessToken').find('token'), { code: 'VST_SEAL_BROKEN' });
  });

  test('of a code are consumed once among racing nodes, and the others take the grant away', async () => {
    const { of, clock } = records();
    await of('Grant').upsert('grant', {}, 60);
    await of('AuthorizationCode').upsert('code', code(clock.now() / 1000 + 60), 60);
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => of('AuthorizationCode').consume('code')));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(await of('Grant').find('grant'), undefined);
    assert.equal(typeof (await of('AuthorizationCode').find('code'))?.consumed, 'number');
  });

  test('of a code leave the grant alone when it was used once', async () => {
    const { of, clock } = records();
    await of('Grant').upsert('grant', {}, 60);
    await of('AuthorizationCode').upsert('code', code(clock.now() / 1000 + 60), 60);
    await of('AuthorizationCode').consume('code');
    assert.notEqual(await of('Grant').find('grant'), undefined);
  });

  test('have no code where its audit line could not be written', async () => {
    const { of } = records({ codeIssued: () => Promise.reject(new Error('journal away')) });
    await assert.rejects(of('AuthorizationCode').upsert('code', code(0), 60));
    assert.equal(await of('AuthorizationCode').find('code'), undefined);
  });

  test('that cannot be read are a fault, not an absence', async () => {
    const away = () => Promise.reject(new VestibuleError('VST_EPHEMERAL_UNAVAILABLE', 'away'));
    const { of } = records({ ephemeral: { ...fakeEphemeral(fakeClock()), get: away } });
    await assert.rejects(of('AccessToken').find('token'), { code: 'VST_EPHEMERAL_UNAVAILABLE' });
  });

  test('of sessions are never kept: ours are the only ones', async () => {
    const { of, ephemeral } = records();
    await of('Session').upsert('session', { accountId: 'ada' }, 60);
    assert.equal(await of('Session').find('session'), undefined);
    assert.equal(fakeSealedValue(ephemeral), '');
  });
});

function fakeSealedValue(ephemeral: object): string {
  return (ephemeral as ReturnType<typeof fakeEphemeral>).entries()[0]?.[1] ?? '';
}
