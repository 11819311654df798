import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { CredentialOutcome } from '../../../src/domain/ports/credential-check.ts';
import type { StrategyFailure } from '../../../src/domain/strategy.ts';
import {
  type CampusScript,
  campusAway,
  campusProfile,
  credentialBench,
  libraryProfile,
  unknownName,
  wrongPassword,
} from '../../support/credential-bench.ts';

function who(outcome: CredentialOutcome): string {
  return outcome.type === 'accepted' ? outcome.user.primaryIdentifier : outcome.code;
}

const vouches: CampusScript = (name, password) =>
  name === 'exa-uid' && password === 'campus-pw' ? { studentNumber: ['S-1'] } : unknownName;

async function benchWithStudent(config: Record<string, unknown> = {}, campus: CampusScript = vouches) {
  const bench = await credentialBench(config, { campus });
  const identifiers = [{ type: 'STUDENT_NO', value: 'S-1' }];
  const external = { accountType: 'external', passwordHash: 'fake$pw' } as const;
  await bench.users.seed({ ...external, primaryIdentifier: 'stu', identifiers });
  return bench;
}

describe('a name and a password', () => {
  test('that the upstream vouches for lead to the user whose identifier it asserted', async () => {
    const bench = await benchWithStudent();
    const outcome = await bench.try('exa-uid', 'campus-pw', { profile: 'campus' });
    assert.ok(outcome.type === 'accepted');
    assert.equal(outcome.user.primaryIdentifier, 'stu');
    assert.equal(outcome.identifier.type, 'STUDENT_NO');
    assert.equal(outcome.assertion.issuer, 'uni-ldap');
    assert.equal(outcome.trace, 'T1');
    assert.deepEqual(bench.hasher.spent, []);
  });

  test('that the upstream vouches for and nobody here is meant by are told so, without another try', async () => {
    const bench = await credentialBench({}, { campus: vouches });
    assert.equal(who(await bench.try('exa-uid', 'campus-pw')), 'VST_NOT_KNOWN_HERE');
    assert.deepEqual(bench.hasher.spent, []);
  });

  test('of an internal user are checked here, by the profile that was chosen or after any upstream', async () => {
    const bench = await credentialBench();
    assert.equal(who(await bench.try('1001', 'pw', { profile: 'library' })), 'ina');
    assert.deepEqual(bench.heard, []);
    assert.equal(who(await bench.try('1001', 'pw', { profile: 'campus' })), 'ina');
    assert.equal(who(await bench.try('1001', 'pw')), 'ina');
  });

  test('of an internal user are checked here whatever the upstream said and the policy says', async () => {
    const twoEntries: StrategyFailure = { type: 'refused', reason: 'invalid', detail: 'two entries' };
    for (const said of [unknownName, wrongPassword, campusAway, twoEntries]) {
      const bench = await credentialBench({}, { campus: () => said });
      assert.equal(who(await bench.try('1001', 'pw', { profile: 'campus' })), 'ina');
    }
  });

  for (const [setting, said, code] of [
    ['whenRefused', wrongPassword, 'VST_CREDENTIALS_REFUSED'],
    ['whenUnknown', unknownName, 'VST_CREDENTIALS_REFUSED'],
    ['whenUnreachable', campusAway, 'VST_UPSTREAM_UNREACHABLE'],
  ] as const) {
    test(`of an external user are checked here with ${setting}, and the trace says why`, async () => {
      const bench = await credentialBench({ fallback: { [setting]: true } }, { campus: () => said });
      assert.equal(who(await bench.try('1002', 'pw', { profile: 'campus' })), 'exa');
      const because = { whenRefused: 'refused', whenUnknown: 'unknown', whenUnreachable: 'unreachable' }[setting];
      const steps = bench.traces[0]?.steps.filter(({ type }) => type === 'fallback');
      const detail = 'internal users, and external ones';
      assert.deepEqual(steps, [{ type: 'fallback', because, allowed: true, detail }]);
    });

    test(`of an external user are refused without ${setting}, whatever else is allowed`, async () => {
      const all = { whenRefused: true, whenUnknown: true, whenUnreachable: true, whenChosen: true };
      const bench = await credentialBench({ fallback: { ...all, [setting]: false } }, { campus: () => said });
      assert.equal(who(await bench.try('1002', 'pw', { profile: 'campus' })), code);
    });
  }

  test('of an external user are not checked here as "chosen" when an upstream was asked first', async () => {
    const bench = await credentialBench({ fallback: { whenChosen: true } }, { campus: () => wrongPassword });
    assert.equal(who(await bench.try('1002', 'pw')), 'VST_CREDENTIALS_REFUSED');
    assert.equal(who(await bench.try('1002', 'pw', { profile: 'library' })), 'exa');
  });

  test('of an external user are checked here after another profile failed, where the policy allows that', async () => {
    const bench = await credentialBench({ fallback: { whenUnreachable: true } });
    const more = { profile: 'library', cause: 'unreachable' } as const;
    assert.equal(who(await bench.try('1002', 'pw', more)), 'exa');
    assert.equal(who(await bench.try('1002', 'pw', { ...more, cause: 'refused' })), 'VST_CREDENTIALS_REFUSED');
    assert.equal(who(await bench.try('1002', 'pw', { profile: 'library' })), 'VST_CREDENTIALS_REFUSED');
  });

  test('count by any pooled identifier where there is no password profile', async () => {
    const bench = await credentialBench({ loginProfiles: [campusProfile] });
    assert.equal(who(await bench.try('1007', 'pw', { profile: 'campus' })), 'typed');
    assert.equal(who(await bench.try('ina', 'pw', { profile: 'campus' })), 'ina');
  });

  test('count by the password profile where it is enabled only', async () => {
    const bench = await credentialBench({ loginProfiles: [campusProfile, { ...libraryProfile, enabled: false }] });
    assert.equal(who(await bench.try('1001', 'pw', { profile: 'campus' })), 'ina');
    await assert.rejects(bench.try('1001', 'pw', { profile: 'library' }), /no login profile|No login profile/);
  });

  test('of a user who may not come in are refused with the reason, after proof only', async () => {
    const bench = await credentialBench();
    const refuse = async (primaryIdentifier: string, value: string, more: object) => {
      await bench.users.seed({
        primaryIdentifier,
        passwordHash: 'fake$pw',
        ...more,
        identifiers: [{ type: 'BARCODE', value }],
      });
      return [who(await bench.try(value, 'pw')), who(await bench.try(value, 'no'))];
    };
    const neutral = 'VST_CREDENTIALS_REFUSED';
    assert.deepEqual(await refuse('x1', '3001', { status: 'inactive' }), ['VST_USER_INACTIVE', neutral]);
    assert.deepEqual(await refuse('x2', '3002', { expiryDate: '2026-03-01' }), ['VST_USER_EXPIRED', neutral]);
  });
});

describe('before proof', () => {
  const names = ['nobody', '1001', '1005', '1006', '1007', 'ina'];

  test('every name is told the same', async () => {
    for (const said of [unknownName, wrongPassword]) {
      const bench = await credentialBench({}, { campus: () => said });
      for (const name of names) assert.equal(who(await bench.try(name, 'wrong')), 'VST_CREDENTIALS_REFUSED', name);
    }
    const bench = await credentialBench({}, { campus: () => campusAway });
    for (const name of names) assert.equal(who(await bench.try(name, 'wrong')), 'VST_UPSTREAM_UNREACHABLE', name);
  });

  test('every name costs one question to the upstream and one hashing, a locked one too', async () => {
    const bench = await credentialBench({ lockout: { tries: 3, slowAfter: 10_000 } });
    for (let n = 0; n < 4; n++) await bench.try('1001', 'wrong');
    for (const name of names) {
      const before = [bench.heard.length, bench.hasher.spent.length];
      await bench.try(name, 'wrong');
      const after = [bench.heard.length, bench.hasher.spent.length];
      assert.deepEqual([Number(after[0]) - Number(before[0]), Number(after[1]) - Number(before[1])], [1, 1], name);
    }
  });

  test('a typed name that nobody has leaves no more than a keyed hash, its length and its start', async () => {
    const bench = await credentialBench();
    await bench.try('my-secret-password', 'x');
    const written = JSON.stringify(bench.traces);
    assert.doesNotMatch(written, /my-secret/);
    const step = bench.traces[0]?.steps.find(({ type }) => type === 'typed-name');
    assert.ok(step?.type === 'typed-name');
    assert.deepEqual([step.length, step.start], [18, 'my']);
    assert.match(step.hash, /^[\w-]{43}$/);
  });

  test('no password reaches a trace or the store', async () => {
    const bench = await credentialBench({}, { campus: () => wrongPassword });
    for (const name of [...names, 'exa']) await bench.try(name, 'typed-secret');
    assert.doesNotMatch(JSON.stringify([bench.traces, bench.ephemeral.entries()]), /typed-secret/);
  });
});

describe('guessing', () => {
  const lockout = { tries: 3, minutes: 30, slowAfter: 10_000 };

  test('locks the account for all its names and every profile, also for the right password', async () => {
    const bench = await credentialBench({ lockout });
    await bench.try('1001', 'wrong', { profile: 'library' });
    await bench.try('ina', 'wrong', { profile: 'campus' });
    await bench.try('1001', 'wrong', { door: 'sip2' });
    assert.equal(who(await bench.try('1001', 'pw')), 'VST_CREDENTIALS_REFUSED');
    assert.equal(who(await bench.try('1001', 'pw', { profile: 'library' })), 'VST_CREDENTIALS_REFUSED');
    bench.clock.advance(30 * 60_000);
    assert.equal(who(await bench.try('1001', 'pw')), 'ina');
  });

  test('of a locked account is heard by nobody', async () => {
    const bench = await credentialBench({ lockout }, { campus: vouches });
    for (let n = 0; n < 3; n++) await bench.try('exa-uid', 'wrong');
    bench.heard.length = 0;
    assert.equal(who(await bench.try('exa-uid', 'campus-pw')), 'VST_CREDENTIALS_REFUSED');
    assert.equal(bench.heard.length, 1);
    assert.ok(!bench.heard.flat().includes('campus-pw') && !bench.heard.flat().includes('exa-uid'));
    const lock = bench.traces.at(-1)?.steps.find((step) => step.type === 'checked' && step.check === 'account lock');
    assert.deepEqual(lock, { type: 'checked', check: 'account lock', passed: false });
  });

  test('a name nobody has locks it as well, and no other', async () => {
    const bench = await credentialBench({ lockout });
    for (let n = 0; n < 4; n++) await bench.try('Ghost', 'wrong');
    await bench.try('ghost ', 'wrong');
    const locked = bench.traces.at(-1)?.steps.find((step) => step.type === 'checked' && step.check === 'account lock');
    assert.equal(locked?.type === 'checked' && locked.passed, false);
    assert.equal(who(await bench.try('1001', 'pw')), 'ina');
  });

  test('an upstream that is away does not lock those who could not be checked', async () => {
    const ends: StrategyFailure[] = Array.from({ length: 5 }, () => campusAway);
    const bench = await benchWithStudent({ lockout }, (name, password) => ends.pop() ?? vouches(name, password));
    for (let n = 0; n < 5; n++) await bench.try('exa-uid', 'campus-pw');
    assert.equal(who(await bench.try('exa-uid', 'campus-pw')), 'stu');
  });

  test('an internal password while the upstream is away is counted', async () => {
    const bench = await credentialBench({ lockout }, { campus: () => campusAway });
    for (let n = 0; n < 3; n++) await bench.try('1001', 'wrong');
    assert.equal(who(await bench.try('1001', 'pw')), 'VST_UPSTREAM_UNREACHABLE');
  });

  test('from one source is turned away, before anybody is asked', async () => {
    const bench = await credentialBench({ lockout: { ...lockout, slowAfter: 2 } });
    await bench.try('a', 'x');
    await bench.try('b', 'x');
    bench.heard.length = 0;
    assert.equal(who(await bench.try('1001', 'pw')), 'VST_TOO_MANY_REQUESTS');
    assert.deepEqual(bench.heard, []);
    assert.equal(who(await bench.try('1001', 'pw', { source: { key: '192.0.2.2', shared: false } })), 'ina');
  });

  test('turns a source away alike for a name that exists and one that does not, while the upstream is away', async () => {
    const triesOf = async (name: string) => {
      const bench = await credentialBench({ lockout: { tries: 15, slowAfter: 4 } }, { campus: () => campusAway });
      const codes: string[] = [];
      for (let n = 0; n < 6; n++) codes.push(who(await bench.try(name, 'wrong')));
      return codes;
    };
    assert.deepEqual(await triesOf('nobody-has-this'), await triesOf('1001'));
  });

  test('from a source that many share slows it, and lets it in', async () => {
    const bench = await credentialBench({ lockout: { ...lockout, slowAfter: 2 } });
    const source = { key: '198.51.100.1', shared: true };
    for (const name of ['a', 'b', 'c']) await bench.try(name, 'x', { source });
    assert.equal(who(await bench.try('1001', 'pw', { source })), 'ina');
    assert.deepEqual(bench.pauses, [100, 200]);
  });
});

describe('a full hashing queue', () => {
  const busy = async (): Promise<never> => {
    throw new VestibuleError('VST_BUSY', 'The hashing queue is full');
  };
  const hasher = { hash: busy, verify: busy, spend: busy };

  test('answers "try again", and charges nobody for it', async () => {
    const bench = await credentialBench({ lockout: { tries: 3 }, loginProfiles: [libraryProfile] }, { hasher });
    for (let n = 0; n < 5; n++) assert.equal(who(await bench.try('1001', 'pw')), 'VST_BUSY');
    const locks = bench.traces.flatMap(({ steps }) =>
      steps.filter((s) => s.type === 'checked' && s.check === 'account lock'),
    );
    assert.ok(locks.every((step) => step.type === 'checked' && step.passed));
  });

  test('does not make guesses at the upstream free', async () => {
    const bench = await credentialBench({ lockout: { tries: 3 } }, { hasher, campus: () => wrongPassword });
    for (let n = 0; n < 4; n++) await bench.try('1001', 'guess');
    assert.ok(!bench.heard.slice(3).flat().includes('guess'));
  });
});

describe('what cannot be asked', () => {
  test('is an institution or a form profile that is not there', async () => {
    const bench = await credentialBench();
    const coded = (code: string) => (error: unknown) => error instanceof VestibuleError && error.code === code;
    await assert.rejects(bench.try('1001', 'pw', { institution: 'other' }), coded('VST_INSTITUTION_UNKNOWN'));
    await assert.rejects(bench.try('1001', 'pw', { profile: 'other' }), coded('VST_PROFILE_UNKNOWN'));
  });
});
