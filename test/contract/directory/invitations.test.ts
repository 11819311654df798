// Inviting somebody, decided under the table of permissions, on real records; and many at once, from a file.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Caller } from '../../../src/directory/deps.ts';
import { attachProved } from '../../../src/directory/identifiers/attach-proved.ts';
import type { InvitationDeps } from '../../../src/directory/invitations/deps.ts';
import { listInvitations, revokeInvitations } from '../../../src/directory/invitations/manage.ts';
import { printInvitation } from '../../../src/directory/invitations/print.ts';
import { invitationOfCode, invitationOfLink } from '../../../src/directory/invitations/read.ts';
import { sendInvitation } from '../../../src/directory/invitations/send.ts';
import { sendInvitations } from '../../../src/directory/invitations/send-many.ts';
import type { Rejection } from '../../../src/directory/rejection.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { AttachmentLetters } from '../../../src/domain/ports/attachment-letters.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { isMailAddress } from '../../../src/mail/address.ts';
import { createRandom } from '../../../src/platform.ts';
import { refusalOf } from '../../../src/resolution/decide.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';
import type { UserSeed } from '../../support/user-seed.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

const email = (address: string, given: object = {}) =>
  ({ address, types: [], preferred: false, segment: 'external', ...given }) as const;

const google = {
  kind: 'google',
  id: 'google',
  label: 'Google',
  clientId: 'x',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  clientSecret: '${env:S}',
  match: { from: 'subject', to: 'GOOGLE' },
  attachable: true,
} as const satisfies InstitutionInput['loginProfiles'][number];

interface Sent {
  readonly address: string;
  readonly token: string;
}

async function bench(t: TestContext, seeds: readonly UserSeed[], config: Partial<InstitutionInput> = {}) {
  const opened = await openTestDirectory({
    seeds,
    config: { identifierTypes: [{ code: 'GOOGLE', preset: 'google' }], loginProfiles: [google], ...config },
  });
  t.after(opened.close);
  const { directory, store, clock } = opened;
  const sent: Sent[] = [];
  const mail = { busyAfter: Number.POSITIVE_INFINITY };
  const letters: AttachmentLetters = {
    canWriteTo: isMailAddress,
    invite: async ({ address }, { token }) => {
      if (sent.length >= mail.busyAfter) throw new VestibuleError('VST_BUSY', 'Too many letters wait');
      sent.push({ address, token });
    },
    confirm: async () => undefined,
  };
  const deps: InvitationDeps = {
    directory,
    invitations: store.invitations,
    letters,
    sealing: createSealing(Buffer.alloc(32, 1), createRandom()),
    journal: store.journal,
    refusalOf,
  };
  return { ...opened, deps, sent, mail, clock };
}

const ada: UserSeed = { primaryIdentifier: 'ada', emails: [email('ada@lib.example')] };
const request = { user: 'ada', profile: 'google' };

describe('inviting by letter', () => {
  test('goes to the preferred address of those that count, never to another', async (t) => {
    const emails = [
      email('old@lib.example'),
      email('typed@lib.example', { preferred: true, segment: 'internal' }),
      email('proved@lib.example', { provedAt: '2026-01-01T00:00:00.000Z' }),
    ];
    for (const [trust, address] of [
      ['all', 'typed@lib.example'],
      ['external', 'old@lib.example'],
      [undefined, 'old@lib.example'],
      ['proved', 'proved@lib.example'],
    ] as const) {
      const invitations = trust === undefined ? {} : { trust };
      const { deps, sent } = await bench(t, [{ ...ada, emails }], { invitations });
      assert.equal((await sendInvitation(deps, operator, request)).type, 'sent');
      assert.deepEqual(
        sent.map((one) => one.address),
        [address],
      );
    }
  });

  test('is good for the days of the institution, and then over', async (t) => {
    const { deps, sent, clock } = await bench(t, [ada], { invitations: { days: 3 } });
    await sendInvitation(deps, operator, request);
    const token = sent[0]?.token ?? '';
    clock.advance(3 * 86_400_000 - 1);
    assert.equal((await invitationOfLink(deps, token))?.profile, 'google');
    assert.equal(await invitationOfCode(deps, token), undefined);
    clock.advance(1);
    assert.equal(await invitationOfLink(deps, token), undefined);
    const [seen] = await Array.fromAsync(listInvitations(deps, operator, {}));
    assert.equal(seen?.state, 'over');
  });

  test('is refused for whoever could not sign in by it, or has no address, and says why', async (t) => {
    const { deps, sent } = await bench(t, [
      { primaryIdentifier: 'inactive', status: 'inactive', emails: [email('a@lib.example')] },
      { primaryIdentifier: 'contact', recordType: 'contact', emails: [email('b@lib.example')] },
      { primaryIdentifier: 'expired', expiryDate: '2020-01-01', emails: [email('c@lib.example')] },
      { primaryIdentifier: 'nowhere' },
      { primaryIdentifier: 'spoilt', emails: [email('a@b@c')] },
    ]);
    for (const [user, code] of [
      ['inactive', 'not-eligible'],
      ['contact', 'not-eligible'],
      ['expired', 'not-eligible'],
      ['nowhere', 'field-missing'],
      ['spoilt', 'field-missing'],
    ] as const) {
      const outcome = await sendInvitation(deps, operator, { user, profile: 'google' });
      assert.equal(outcome.type === 'refused' ? outcome.code : outcome.type, code, user);
    }
    assert.deepEqual(sent, []);
    await assert.rejects(sendInvitation(deps, operator, { user: 'inactive', profile: 'library' }), {
      code: 'VST_PROFILE_UNKNOWN',
    });
    await assert.rejects(sendInvitation({ ...deps, letters: undefined }, operator, request), {
      code: 'VST_CONFIG_INVALID',
    });
  });

  test('is for user managers and administrators; a desk hands codes, to public users only', async (t) => {
    const { deps } = await bench(t, [
      ada,
      { primaryIdentifier: 'clerk', recordType: 'staff', emails: [email('c@lib.example')] },
      {
        primaryIdentifier: 'boss',
        recordType: 'staff',
        emails: [email('b@lib.example')],
        roles: [{ role: 'user-administrator', scope: '01DEMO_INST', status: 'active' }],
      },
    ]);
    const [manager, desk] = [holding('user-manager'), holding('circulation-desk-operator-limited')];
    const refused = { code: 'VST_NOT_ALLOWED' };
    await assert.rejects(sendInvitation(deps, desk, request), refused);
    await assert.rejects(sendInvitation(deps, holding('patron'), request), refused);
    assert.equal((await sendInvitation(deps, manager, request)).type, 'sent');
    assert.equal((await printInvitation(deps, desk, request)).type, 'printed');
    await assert.rejects(printInvitation(deps, desk, { user: 'clerk', profile: 'google' }), refused);
    assert.equal((await printInvitation(deps, manager, { user: 'clerk', profile: 'google' })).type, 'printed');
    for (const caller of [manager, desk])
      await assert.rejects(printInvitation(deps, caller, { user: 'boss', profile: 'google' }), refused, 'outranked');
    await assert.rejects(revokeInvitations(deps, desk, { user: 'ada' }), refused);
    await assert.rejects(Array.fromAsync(listInvitations(deps, desk, {})), refused);
    assert.equal((await revokeInvitations(deps, manager, { user: 'ada' })).revoked, 1);
  });

  test('lets nobody come to roles that the user was given since', async (t) => {
    const { deps, directory, store, seed } = await bench(t, []);
    const clerk = await seed({
      primaryIdentifier: 'clerk',
      recordType: 'staff',
      roles: [{ role: 'circulation-desk-operator', scope: '01DEMO_INST', status: 'active' }],
    });
    const user = await seed(ada);
    const caller: Caller = { actor: { who: clerk.id, via: 'test' }, grants: clerk.roles };
    const printed = await printInvitation(deps, caller, request);
    assert.ok(printed.type === 'printed');
    const invitation = await invitationOfCode(deps, printed.code);
    await store.changes.change('demo', { users: [user.id] }, operator.actor, (known) => {
      const record = known.record(user.id) ?? assert.fail();
      const roles = [{ role: 'user-administrator', scope: '01DEMO_INST', status: 'active' } as const];
      return { action: 'roles', records: [{ ...record, user: { ...record.user, roles } }], result: undefined };
    });
    const attach = (by: string) =>
      attachProved(
        directory,
        { who: user.id, via: 'test' },
        {
          userId: user.id,
          epoch: user.sessionEpoch,
          type: 'GOOGLE',
          value: '1',
          admission: { recordTypes: ['public', 'staff'] },
          note: '',
          facts: {},
          invitation: { id: invitation?.id ?? '', by },
        },
        refusalOf,
      );
    assert.equal((await attach(invitation?.by ?? '')).type, 'refused');
    assert.equal((await attach('nobody')).type, 'refused');
    assert.equal((await attach('operator')).type, 'attached');
  });
});

async function* csv(rows: number, header = 'user\n'): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header);
  for (let row = 0; row < rows; row++) yield Buffer.from(`u${row}${' '.repeat(2000)}\n`);
}

describe('inviting many', () => {
  const seeds = (count: number): readonly UserSeed[] =>
    Array.from({ length: count }, (_, index) => ({
      primaryIdentifier: `u${index}`,
      emails: [email(`u${index}@lib.example`)],
    }));

  test('takes each row or says why not, and goes on where it was stopped', async (t) => {
    const { deps, sent, mail } = await bench(t, [
      ...seeds(6),
      { primaryIdentifier: 'has', emails: [email('has@lib.example')], identifiers: [{ type: 'GOOGLE', value: '1' }] },
      { primaryIdentifier: 'nowhere' },
    ]);
    const rejections: Rejection[] = [];
    const text = 'user,profile\nu0,\nu1,google\nu2,campus\nnobody,\nnowhere,\nhas,\n,\nu3,\nu4,\nu5,\n';
    const run = () =>
      sendInvitations(
        deps,
        operator,
        {
          source: (async function* () {
            yield Buffer.from(text);
          })(),
          profile: 'google',
        },
        { onRejected: (one) => void rejections.push(one) },
      );
    mail.busyAfter = 3;
    const first = await run();
    assert.deepEqual([first.sent, first.end.type], [3, 'busy']);
    assert.deepEqual(
      rejections.map(({ line, code }) => `${line} ${code}`),
      ['4 value-invalid', '5 user-unknown', '6 field-missing', '8 field-missing'],
    );
    mail.busyAfter = Number.POSITIVE_INFINITY;
    const second = await run();
    assert.deepEqual([second.rows, second.sent, second.standing, second.rejected], [10, 2, 4, 4]);
    assert.deepEqual(
      sent.map(({ address }) => address),
      ['u0', 'u1', 'u3', 'u4', 'u5'].map((name) => `${name}@lib.example`),
    );
  });

  test('reads 2,000 rows as it goes, and keeps none of them', async (t) => {
    const count = 2000;
    const { deps, directory, sent, store, rows } = await bench(t, []);
    const { seedDraft } = await import('../../support/user-seed.ts');
    const at = '2026-01-01T00:00:00.000Z';
    const drafts = seeds(count).map((one, index) =>
      seedDraft({ institution: 'demo', ...one }, `id-${index}`, at, directory.rules.table),
    );
    await store.users.write('demo', drafts, { who: 'test', via: 'seed' });
    let read = 0;
    const source = async function* () {
      for await (const chunk of csv(count)) {
        read++;
        yield chunk;
      }
    };
    let ahead = 0;
    const report = await sendInvitations(
      deps,
      operator,
      { source: source(), profile: 'google' },
      {
        onProgress: ({ rows: done }) => {
          ahead = Math.max(ahead, read - done);
          sent.length = 0;
        },
      },
    );
    assert.deepEqual([report.rows, report.sent, report.rejected], [count, count, 0]);
    assert.equal(
      (await rows("select count(*) as n from invitations where state = 'open' and sent_at is not null"))[0]?.['n'],
      count,
    );
    assert.ok(ahead < 200, `${ahead} rows were read ahead of those that were done`);
  });

  test('is for whoever may do bulk work', async (t) => {
    const { deps } = await bench(t, []);
    await assert.rejects(sendInvitations(deps, holding('user-manager'), { source: csv(0), profile: 'google' }), {
      code: 'VST_NOT_ALLOWED',
    });
    const report = await sendInvitations(deps, holding('user-administrator'), { source: csv(0), profile: 'google' });
    assert.equal(report.rows, 0);
  });
});
