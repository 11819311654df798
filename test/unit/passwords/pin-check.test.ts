import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { PasswordHasher } from '../../../src/domain/ports/password-hasher.ts';
import type { PinOutcome, PinRequest } from '../../../src/domain/ports/pin-check.ts';
import type { Institution } from '../../../src/institutions.ts';
import { createPinCheck } from '../../../src/login/pin-check.ts';
import type { DecidedAbout } from '../../../src/login/trace-recorder.ts';
import { type CredentialBench, credentialBench } from '../../support/credential-bench.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { libraryConfig, libraryTypes } from '../../support/password-library.ts';

const minute = 60_000;
const kiosk = { key: 'kiosk-1', shared: true };

let bench: CredentialBench;
let told: { outcome: string; about: DecidedAbout | undefined }[];

beforeEach(async () => {
  bench = await credentialBench();
  told = [];
  const pinHash = 'fake$2580';
  const barcode = (value: string, more: object = {}) => ({ type: 'BARCODE', value, ...more });
  const seed = (primaryIdentifier: string, more: object = {}) =>
    bench.users.seed({ primaryIdentifier, pinHash, passwordHash: 'fake$pw', ...more });
  await seed('pia', { identifiers: [barcode('3001')] });
  await seed('pib', { accountType: 'external', owningSystem: 'SIS', identifiers: [barcode('3002')] });
  await seed('switched off', { identifiers: [barcode('3003', { status: 'inactive' })] });
  await seed('locked', { signInLock: { at: '2026-01-01T00:00:00Z', by: 'ann' } });
  await seed('over', { expiryDate: '2026-03-01' });
  await seed('over but external', { expiryDate: '2026-03-01', accountType: 'external', owningSystem: 'SIS' });
});

function tryPin(
  name: string,
  pin: string,
  more: Partial<PinRequest> & { pins?: object; hasher?: PasswordHasher } = {},
): Promise<PinOutcome> {
  const { pins = {}, hasher = bench.hasher, ...request } = more;
  const config = libraryConfig({ pins: { doors: ['sip2'], ...pins } });
  const institution = { slug: 'demo', config, types: libraryTypes } as unknown as Institution;
  const check = createPinCheck({
    ...bench,
    hasher,
    institutions: { get: () => institution },
    sealing: fakeSealing(),
    wait: async (ms) => void bench.pauses.push(ms),
    recordTrace: async ({ outcome }, { about }) => `T${told.push({ outcome, about })}`,
  });
  const common = { institution: 'demo', door: 'sip2', source: kiosk, relyingParty: undefined };
  return check.check({ ...common, name, pin, ...request });
}

const who = (outcome: PinOutcome) => (outcome.type === 'accepted' ? outcome.user.primaryIdentifier : outcome.code);

describe('a name and a PIN', () => {
  test('lead to the one user, by any of her identifiers, internal or external', async () => {
    assert.equal(who(await tryPin('3001', '2580')), 'pia');
    assert.equal(who(await tryPin('PIA', '2580')), 'pia');
    assert.equal(who(await tryPin('3002', '2580')), 'pib');
    const outcome = await tryPin('3001', '2580');
    assert.equal(outcome.type === 'accepted' && outcome.identifier.type, 'BARCODE');
  });

  test('are refused alike when the PIN is wrong, there is none, or there is nobody', async () => {
    for (const [name, pin] of [
      ['3001', '2581'],
      ['3001', 'pw'],
      ['1001', '2580'],
      ['1001', 'pw'],
      ['3003', '2580'],
      ['nobody', '2580'],
      ['', ''],
    ] as const) {
      assert.equal(who(await tryPin(name, pin)), 'VST_CREDENTIALS_REFUSED', `${name} ${pin}`);
    }
  });

  test('take one hashing, whatever was typed', async () => {
    for (const name of ['3001', '1001', '1006', '3003', 'nobody', '', 'x'.repeat(10_000)]) {
      const before = bench.hasher.spent.length;
      await tryPin(name, '0000');
      assert.equal(bench.hasher.spent.length - before, 1, name);
    }
  });

  test('count only at a door that the institution names', async () => {
    assert.equal(who(await tryPin('3001', '2580', { door: 'oidc' })), 'VST_CREDENTIALS_REFUSED');
    assert.equal(who(await tryPin('3001', '2580', { pins: { doors: [] } })), 'VST_CREDENTIALS_REFUSED');
  });

  test('are told the exact reason once they are right', async () => {
    assert.equal(who(await tryPin('locked', '2580')), 'VST_USER_LOCKED');
    assert.equal(who(await tryPin('over', '2580')), 'VST_USER_EXPIRED');
    assert.equal(who(await tryPin('over but external', '2580')), 'over but external');
    assert.equal(who(await tryPin('locked', '2581')), 'VST_CREDENTIALS_REFUSED');
  });

  test('leave a trace that says whom they were about, and never the PIN', async () => {
    await tryPin('3001', '2580');
    await tryPin('3001', '2581');
    assert.deepEqual(
      told.map(({ outcome, about }) => [outcome, about?.user, about?.proved]),
      [
        ['matched', 'pia', true],
        ['VST_CREDENTIALS_REFUSED', 'pia', undefined],
      ],
    );
    assert.doesNotMatch(JSON.stringify(told), /258/);
  });

  test('are not held against anybody when nobody has time to hash', async () => {
    const busy = {
      ...bench.hasher,
      verify: async () => {
        throw new VestibuleError('VST_BUSY', 'busy');
      },
    };
    for (let n = 0; n < 10; n++) assert.equal(who(await tryPin('3001', '2580', { hasher: busy })), 'VST_BUSY');
    assert.equal(who(await tryPin('3001', '2580')), 'pia');
  });
});

describe('the lock of a PIN', () => {
  async function lock(): Promise<void> {
    for (let n = 0; n < 5; n++) await tryPin('3001', '0000');
  }

  test('follows five failures under any of her names, and ends after half an hour', async () => {
    for (let n = 0; n < 5; n++) await tryPin(n % 2 === 0 ? '3001' : 'pia', '0000');
    assert.equal(who(await tryPin('3001', '2580')), 'VST_CREDENTIALS_REFUSED');
    bench.clock.advance(30 * minute);
    assert.equal(who(await tryPin('3001', '2580')), 'pia');
  });

  test('follows as many as the institution says', async () => {
    const pins = { tries: 3, minutes: 5 };
    for (let n = 0; n < 3; n++) await tryPin('3001', '0000', { pins });
    assert.equal(who(await tryPin('3001', '2580', { pins })), 'VST_CREDENTIALS_REFUSED');
    bench.clock.advance(5 * minute);
    assert.equal(who(await tryPin('3001', '2580', { pins })), 'pia');
  });

  test('leaves her password alone, and that of her password leaves the PIN alone', async () => {
    await lock();
    const outcome = await bench.try('3001', 'pw', { profile: 'library' });
    assert.equal(outcome.type, 'accepted');
    for (let n = 0; n < 15; n++) await bench.try('3002', 'wrong', { source: { key: `192.0.2.${n}`, shared: false } });
    bench.clock.advance(minute);
    assert.equal(who(await tryPin('3002', '2580')), 'pib');
  });

  test('compares nothing while it stands, and takes as long', async () => {
    await lock();
    const before = bench.hasher.spent.length;
    await tryPin('3001', '2580');
    assert.deepEqual(bench.hasher.spent.slice(before), ['spend']);
  });

  test('is none for a terminal: it is slowed', async () => {
    for (let n = 0; n < 25; n++) await tryPin(`nobody-${n}`, '0000');
    assert.ok(bench.pauses.length > 0);
    assert.equal(who(await tryPin('3001', '2580')), 'pia');
    const single = { key: '192.0.2.9', shared: false };
    for (let n = 0; n < 25; n++) await tryPin(`nobody-${n}`, '0000', { source: single });
    assert.equal(who(await tryPin('3001', '2580', { source: single })), 'VST_TOO_MANY_REQUESTS');
  });
});
