import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Role } from '../../../src/directory/permissions.ts';
import { authorizeOver } from '../../../src/directory/roles/authorize-over.ts';
import type { RoleGrant } from '../../../src/domain/user.ts';
import { holding, operator } from '../../support/directory.ts';

const directory = { institution: { code: '01DEMO_INST' } } as Parameters<typeof authorizeOver>[0];
const today = '2026-03-02';

function over(caller: ReturnType<typeof holding>, role: Role | '50', given: Partial<RoleGrant> = {}): void {
  authorizeOver(directory, caller, { roles: [{ role, scope: '01DEMO_INST', status: 'active', ...given }] }, today);
}

describe("another person's record", () => {
  const manager = holding('user-manager');
  const notAllowed = { code: 'VST_NOT_ALLOWED' };

  test('of somebody who may no more than the caller is hers to change', () => {
    for (const role of ['patron', 'circulation-desk-manager', 'user-manager'] as const) over(manager, role);
    over(holding('user-administrator'), 'user-administrator');
    authorizeOver(directory, manager, { roles: [] }, today);
  });

  test('of somebody who may more is not', () => {
    assert.throws(() => over(manager, 'user-administrator'), notAllowed);
    assert.throws(() => over(manager, '50'), notAllowed);
    assert.throws(() => over(manager, 'general-system-administrator'), notAllowed);
    assert.throws(() => over(holding('user-administrator'), 'general-system-administrator'), notAllowed);
    assert.throws(() => over(holding('circulation-desk-manager'), 'user-manager'), notAllowed);
  });

  test('is once her grant is over', () => {
    over(manager, 'user-administrator', { status: 'inactive' });
    over(manager, 'user-administrator', { expiryDate: '2026-03-01' });
    assert.throws(() => over(manager, 'user-administrator', { expiryDate: today }), notAllowed);
  });

  test('is judged by place: rights in one library do not reach those in another', () => {
    const ofMain = holding({ role: 'user-administrator', scope: 'MAIN' });
    over(ofMain, 'user-administrator', { scope: 'MAIN' });
    over(holding('user-administrator'), 'user-administrator', { scope: 'MAIN' });
    assert.throws(() => over(ofMain, 'user-administrator', { scope: 'NORTH' }), notAllowed);
    assert.throws(() => over(ofMain, 'user-administrator'), notAllowed);
  });

  test('is always open to the operator', () => {
    over(operator, 'general-system-administrator');
  });
});
