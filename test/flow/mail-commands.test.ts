// What the desk and the operator are told of letters.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryOf } from '../../src/directories.ts';
import type { AuditDirectory } from '../../src/directory/audit/deps.ts';
import { readMailLog } from '../../src/directory/audit/mail-log.ts';
import type { Caller } from '../../src/directory/deps.ts';
import { deliveryLog } from '../../src/mail/delivery-log.ts';
import { holding } from '../support/directory.ts';
import { fileOf, writeInstallation } from '../support/installation.ts';
import { libraryOf } from '../support/institutions.ts';
import { startSmtp } from '../support/smtp.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('the delivery log', () => {
  let house: RunningVestibule;
  let directory: AuditDirectory;
  let ids: readonly string[];

  before(async () => {
    house = await startVestibule({ institutions: () => [libraryOf({})] });
    await house.seed('demo', [{ primaryIdentifier: 'ada' }, { primaryIdentifier: 'bo' }]);
    const config = house.app.institutions.get('demo')?.config ?? assert.fail('no institution');
    const { store } = house.parts;
    directory = { ...directoryOf(house.parts, config), journal: store.journal };
    const held = await store.users.holdings('demo', [
      { scope: 'pooled', key: 'ada' },
      { scope: 'pooled', key: 'bo' },
    ]);
    ids = ['ada', 'bo'].map((name) => held.find(({ user }) => user.primaryIdentifier === name)?.user.id ?? '');
    for (const [index, userId] of ids.entries()) {
      for (const outcome of ['accepted', 'bounced']) {
        await store.journal.audit({
          at: house.parts.clock.now(),
          institution: 'demo',
          action: 'mail',
          actor: 'system',
          via: 'mail',
          userId,
          detail: { letter: 'l', kind: 'sign-in', outcome, tries: 1, to: `person${index}@uni.example` },
        });
      }
    }
  });
  after(() => house?.close());

  const read = (caller: Caller, user?: string, most = 100) =>
    readMailLog(directory, caller, { user, most }, (filter) => deliveryLog(house.parts.store.trail, 'demo', filter));

  test('shows the desk what became of the letters to one person, newest first, and not her address', async () => {
    const letters = await read(holding('circulation-desk-operator-limited'), 'ada');
    assert.deepEqual(
      letters.map(({ userId, outcome, to }) => [userId, outcome, to]),
      [
        [ids[0], 'bounced', 'p…@uni.example'],
        [ids[0], 'accepted', 'p…@uni.example'],
      ],
    );
  });

  test('shows the address to those who see users, and everybody to those who read the audit', async () => {
    const [letter] = await read(holding('user-manager'), 'bo');
    assert.equal(letter?.to, 'person1@uni.example');
    assert.equal((await read(holding('general-system-administrator'))).length, 4);
    assert.equal((await read(holding('general-system-administrator'), 'ada')).length, 2);
    assert.equal((await read(holding('general-system-administrator'), undefined, 3)).length, 3);
  });

  test('shows nothing to others, and the desk never all of them', async () => {
    await assert.rejects(read(holding('circulation-desk-manager')), { code: 'VST_NOT_ALLOWED' });
    await assert.rejects(read(holding('patron'), 'ada'), { code: 'VST_NOT_ALLOWED' });
    await assert.rejects(read(holding('circulation-desk-manager'), 'nobody'), { code: 'VST_USER_UNKNOWN' });
  });

  test('writes down that it was read, of whom', async () => {
    await read(holding('circulation-desk-operator'), 'ada');
    const [entry] = await house.parts.store.journal.auditOf('demo', 1);
    assert.deepEqual([entry?.action, entry?.userId], ['mail-log-read', ids[0]]);
  });
});

describe('at the command line', () => {
  test('mail check tells whether letters could go out, and mail log what became of them', async () => {
    const smtp = await startSmtp();
    const { host, port, certificate: ca } = smtp;
    const mail = { engine: 'smtp' as const, host, port, ca, serverName: 'localhost', from: 'l@lib.example' };
    const installation = await writeInstallation({ mail }, {}, fileOf());
    const run = async (...words: readonly string[]) => {
      const command = installation.run(...words);
      return { code: await command.ended(), output: command.output() };
    };
    try {
      const well = await run('mail', 'check');
      assert.deepEqual([well.code, well.output], [0, 'ok: the mail server takes letters\nLetters on their way: 0\n']);
      const log = await run('mail', 'log', '--institution', 'demo');
      assert.equal(log.code, 0);
      assert.match(log.output, /^No letter came to an end in the last 30 days/);
      assert.equal((await run('mail', 'log', '--institution', 'demo', '--days', 'x')).code, 64);
      await smtp.close();
      const gone = await run('mail', 'check');
      assert.equal(gone.code, 1);
      assert.match(gone.output, /^FAILED: the mail server takes no letters \(\w+\)\. See "mail"/);
    } finally {
      installation.remove();
    }
  });
});
