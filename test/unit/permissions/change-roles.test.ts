import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Caller } from '../../../src/directory/deps.ts';
import { grantRole, revokeRole } from '../../../src/directory/roles/change-roles.ts';
import type { RoleGrant } from '../../../src/domain/user.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import type { UserSeed } from '../../support/user-seed.ts';

const administrator = holding('user-administrator');
const notAllowed = { code: 'VST_NOT_ALLOWED' };
const whole: RoleGrant = { role: 'patron', scope: '01DEMO_INST', status: 'active' };

async function withAda(given: Partial<UserSeed> = {}) {
  const opened = await openTestDirectory();
  const ada = await opened.seed({ primaryIdentifier: 'ada', ...given });
  const roles = async () => (await opened.directory.users.user('demo', ada.id))?.roles ?? [];
  return { ...opened, ada, roles };
}

async function entriesOf({ rows }: TestDirectory, ...actions: readonly string[]) {
  const entries = await rows('select who, action, user_id, detail from changes order by seq');
  return entries
    .filter(({ action }) => actions.includes(String(action)))
    .map(({ who, action, user_id, detail }) => ({ who, action, userId: user_id, ...JSON.parse(String(detail)) }));
}

describe('granting a role', () => {
  test('is for the whole institution and for good unless it says otherwise', async (t) => {
    const { directory, roles, close } = await withAda();
    t.after(close);
    await grantRole(directory, administrator, { user: 'ada', role: 'patron' });
    await grantRole(directory, administrator, { user: 'ada', role: '32', scope: 'MAIN', until: '2026-12-31' });
    const desk: RoleGrant = { ...whole, role: 'circulation-desk-operator', scope: 'MAIN', expiryDate: '2026-12-31' };
    assert.deepEqual(await roles(), [whole, desk]);
  });

  test('stands in the audit with who granted what to whom, and once only', async (t) => {
    const opened = await withAda();
    t.after(opened.close);
    const request = { user: 'ada', role: 'patron', until: '2026-03-02' };
    assert.equal((await grantRole(opened.directory, administrator, request)).grants.length, 1);
    assert.equal((await grantRole(opened.directory, administrator, request)).grants.length, 0);
    const [entry, ...others] = await entriesOf(opened, 'role-granted');
    assert.deepEqual([entry?.who, entry?.userId, others], ['staff', opened.ada.id, []]);
    assert.deepEqual(entry?.before.user.roles, []);
    assert.deepEqual(entry?.after.user.roles, [{ ...whole, expiryDate: '2026-03-02' }]);
    assert.deepEqual(entry?.facts, { role: 'patron', scope: '01DEMO_INST', until: '2026-03-02' });
  });

  test('of what she has already gives it the new day, wakes it, and leaves the rest as the record has it', async (t) => {
    const parameters = { desk: 'North' };
    const held: RoleGrant = {
      ...whole,
      role: '32',
      scope: 'NORTH',
      status: 'inactive',
      expiryDate: '2026-01-01',
      parameters,
    };
    const { directory, roles, close } = await withAda({ roles: [held, whole] });
    t.after(close);
    await grantRole(directory, administrator, { user: 'ada', role: 'circulation-desk-operator', scope: 'NORTH' });
    assert.deepEqual(await roles(), [{ role: '32', scope: 'NORTH', status: 'active', parameters }, whole]);
  });

  test('of one who may more than the grantor is for the other administrator and the operator', async (t) => {
    const { directory, roles, close } = await withAda();
    t.after(close);
    const request = { user: 'ada', role: 'general-system-administrator' };
    await assert.rejects(grantRole(directory, administrator, request), notAllowed);
    await grantRole(directory, holding('general-system-administrator'), request);
    await revokeRole(directory, operator, request);
    await grantRole(directory, operator, request);
    await assert.rejects(revokeRole(directory, administrator, request), notAllowed);
    assert.deepEqual(await roles(), [{ ...whole, role: 'general-system-administrator' }]);
  });

  test('is for user administrators only, each in her place', async (t) => {
    const { directory, roles, close } = await withAda();
    t.after(close);
    const request = { user: 'ada', role: 'patron' };
    for (const role of ['user-manager', 'general-system-administrator', 'circulation-desk-manager', 'patron'])
      await assert.rejects(grantRole(directory, holding(role), request), notAllowed);
    const ofMain = holding({ role: 'user-administrator', scope: 'MAIN' });
    await assert.rejects(grantRole(directory, ofMain, request), notAllowed);
    await assert.rejects(grantRole(directory, ofMain, { ...request, scope: 'NORTH' }), notAllowed);
    assert.deepEqual(await roles(), []);
    await grantRole(directory, ofMain, { ...request, scope: 'MAIN' });
    assert.deepEqual(await roles(), [{ ...whole, scope: 'MAIN' }]);
  });

  test('every role but one is a user administrator’s to grant', async (t) => {
    const { directory, roles, close } = await withAda();
    t.after(close);
    for (const role of ['21', '50', '221', '32', '299', '200'])
      await grantRole(directory, administrator, { user: 'ada', role });
    assert.equal((await roles()).length, 6);
  });

  test('is refused to a contact', async (t) => {
    const { directory, close } = await withAda({ recordType: 'contact' });
    t.after(close);
    await assert.rejects(grantRole(directory, operator, { user: 'ada', role: 'patron' }), {
      code: 'VST_USER_INVALID',
      message: /contact/,
    });
  });

  for (const [what, request] of [
    ['a role that is none', { role: 'patrons' }],
    ['a day that the calendar has not', { role: 'patron', until: '2026-02-30' }],
    ['an empty day', { role: 'patron', until: '' }],
    ['a day that is over', { role: 'patron', until: '2026-03-01' }],
    ['an empty place', { role: 'patron', scope: ' ' }],
    ['a place with a control character', { role: 'patron', scope: 'MA\u0007IN' }],
  ] as const) {
    test(`refuses ${what}`, async (t) => {
      const { directory, roles, close } = await withAda();
      t.after(close);
      await assert.rejects(grantRole(directory, operator, { user: 'ada', ...request }), { code: 'VST_USER_INVALID' });
      assert.deepEqual(await roles(), []);
    });
  }

  test('of somebody who is not there is refused', async (t) => {
    const { directory, close } = await withAda();
    t.after(close);
    const unknown = { code: 'VST_USER_UNKNOWN' };
    await assert.rejects(grantRole(directory, operator, { user: 'bea', role: 'patron' }), unknown);
    await assert.rejects(revokeRole(directory, operator, { user: 'bea', role: 'patron' }), unknown);
  });

  test('by several at once loses none', async (t) => {
    const { directory, another, roles, close } = await withAda();
    t.after(close);
    const nodes = [directory, await another()];
    const desks = Array.from({ length: 8 }, (_, index) => `DESK_${index}`);
    const request = { user: 'ada', role: 'circulation-desk-operator' };
    await Promise.all(
      desks.map((scope, index) => grantRole(nodes[index % 2] ?? directory, administrator, { ...request, scope })),
    );
    assert.deepEqual((await roles()).map(({ scope }) => scope).toSorted(), desks);
  });
});

describe('revoking a role', () => {
  const held: readonly RoleGrant[] = [
    { ...whole, role: '32', scope: 'MAIN' },
    { ...whole, role: 'circulation-desk-operator', scope: 'NORTH', status: 'inactive' },
    whole,
  ];

  test('takes it in one place, or everywhere, however it is spelled, and leaves the others', async (t) => {
    const opened = await withAda({ roles: held });
    const { directory, roles } = opened;
    t.after(opened.close);
    const request = { user: 'ada', role: 'circulation-desk-operator' };
    await revokeRole(directory, administrator, { ...request, scope: 'MAIN' });
    assert.deepEqual(await roles(), held.slice(1));
    await revokeRole(directory, administrator, request);
    assert.deepEqual(await roles(), [whole]);
    assert.deepEqual((await revokeRole(directory, administrator, request)).grants, []);
    const entries = await entriesOf(opened, 'role-revoked');
    assert.deepEqual(
      entries.map(({ facts }) => facts.scope),
      ['MAIN', 'NORTH'],
    );
  });

  test('of places that are not hers is refused, also when only one is not', async (t) => {
    const { directory, roles, close } = await withAda({ roles: held });
    t.after(close);
    const ofMain = holding({ role: 'user-administrator', scope: 'MAIN' });
    await assert.rejects(revokeRole(directory, ofMain, { user: 'ada', role: '32' }), notAllowed);
    await assert.rejects(revokeRole(directory, ofMain, { user: 'ada', role: 'user-manager' }), notAllowed);
    await assert.rejects(revokeRole(directory, holding('user-manager'), { user: 'ada', role: '32' }), notAllowed);
    await revokeRole(directory, ofMain, { user: 'ada', role: '32', scope: 'MAIN' });
    assert.equal((await roles()).length, 2);
  });

  const own = { user: 'ada', role: 'user-administrator' };
  const grant: RoleGrant = { ...whole, role: 'user-administrator' };
  const herself = (id: string, ...grants: RoleGrant[]): Caller => ({ actor: { who: id, via: 'test' }, grants });

  test('takes nobody’s own right to grant roles by accident', async (t) => {
    const { directory, ada, roles, close } = await withAda({ roles: [grant] });
    t.after(close);
    await assert.rejects(revokeRole(directory, herself(ada.id, grant), own), {
      code: 'VST_NOT_ALLOWED',
      message: /your own role/,
    });
    assert.deepEqual(await roles(), [grant]);
    await revokeRole(directory, herself(ada.id, grant), { ...own, isForced: true });
    assert.deepEqual(await roles(), []);
  });

  test('takes from herself what she keeps elsewhere, what does not count any more, and other roles', async (t) => {
    const atMain: RoleGrant = { ...grant, scope: 'MAIN' };
    const over: RoleGrant = { ...grant, scope: 'NORTH', expiryDate: '2026-03-01' };
    const { directory, ada, roles, close } = await withAda({ roles: [grant, atMain, over, whole] });
    t.after(close);
    const caller = herself(ada.id, grant, atMain, over);
    for (const scope of ['MAIN', 'NORTH']) await revokeRole(directory, caller, { ...own, scope });
    await revokeRole(directory, caller, { user: 'ada', role: 'patron' });
    assert.deepEqual(await roles(), [grant]);
  });

  test('from somebody else needs no force', async (t) => {
    const { directory, roles, close } = await withAda({ roles: [grant] });
    t.after(close);
    await revokeRole(directory, administrator, own);
    assert.deepEqual(await roles(), []);
  });
});

test('who may revoke nothing is not told by it who there is', async (t) => {
  const { directory, close } = await withAda();
  t.after(close);
  for (const user of ['ada', 'nobody'])
    await assert.rejects(revokeRole(directory, holding('patron'), { user, role: 'patron' }), notAllowed);
});
