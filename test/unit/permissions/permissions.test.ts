import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Caller } from '../../../src/directory/deps.ts';
import { type Action, actions, authorize, isAllowed, roleOf, roles } from '../../../src/directory/permissions.ts';
import { holding } from '../../support/directory.ts';

/** Who may what, written down a second time: user manager, user administrator, general system administrator, circulation
 * desk manager, operator, operator-limited, patron. */
const expected = `
                                    UM  UA  GSA CDM CDO COL P
see-primary-identifier              yes yes -   yes yes yes -
find-users                          yes yes -   yes yes yes -
see-user                            yes yes -   -   -   -   -
see-identifiers                     yes yes -   -   -   -   -
see-identifier-types                yes yes -   -   -   -   -
see-holder                          yes yes -   -   -   -   -
register-patron                     yes yes -   yes yes yes -
create-user                         yes yes -   -   -   -   -
edit-user                           yes yes -   -   -   -   -
edit-identifiers                    yes yes -   -   -   -   -
rename-primary-identifier           -   yes -   -   -   -   -
swap-identifiers                    yes yes -   -   -   -   -
merge-users                         yes yes -   -   -   -   -
split-user                          -   yes -   -   -   -   -
convert-account                     yes yes -   -   -   -   -
edit-locked-fields                  -   yes -   -   -   -   -
lock-sign-in                        yes yes -   -   -   -   -
set-password                        yes yes -   -   -   -   -
set-pin                             yes yes -   yes yes yes -
invite-users                        yes yes -   -   -   -   -
print-invitation                    yes yes -   yes yes yes -
grant-roles                         -   yes -   -   -   -   -
grant-general-system-administrator  -   -   yes -   -   -   -
manage-sets                         yes yes -   -   -   -   -
manage-every-set                    -   yes -   -   -   -   -
run-bulk-work                       -   yes -   -   -   -   -
undo-batch                          -   yes -   -   -   -   -
see-settings                        yes yes yes -   -   -   -
change-settings                     -   yes yes -   -   -   -
read-audit                          -   yes yes -   -   -   -
see-mail-log                        yes yes -   yes yes yes -
read-trace                          yes yes yes -   -   -   -
export-person                       yes yes -   -   -   -   -
erase-person                        -   yes -   -   -   -   -
`
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(/ +/) as [Action, ...string[]]);

/** In the order of the table's columns, with what Alma's records call them. */
const columns = [
  ['user-manager', '21'],
  ['user-administrator', '50'],
  ['general-system-administrator', '26'],
  ['circulation-desk-manager', '221'],
  ['circulation-desk-operator', '32'],
  ['circulation-desk-operator-limited', '299'],
  ['patron', '200'],
] as const;

const institution = '01DEMO_INST';
const today = '2026-03-02';
const inPlace = [institution, 'MAIN'];
const mayIn = (caller: Caller, action: Action, scope: string | readonly string[] = institution) =>
  isAllowed(caller, action, scope, today);

describe('who may do what', () => {
  test('every action and every role has its place in the table', () => {
    assert.deepEqual(
      expected.map(([action]) => action),
      actions,
    );
    assert.deepEqual(
      columns.map(([role]) => role),
      roles,
    );
  });

  for (const [action, ...cells] of expected) {
    for (const [index, cell] of cells.entries()) {
      const [role, number] = columns[index] ?? columns[0];
      const may = cell === 'yes';
      test(`${role} ${may ? 'may' : 'may not'} ${action}`, () => {
        assert.equal(mayIn(holding(role), action), may, 'by our name');
        assert.equal(mayIn(holding(number), action), may, "by Alma's number");
        assert.equal(mayIn(holding({ role, expiryDate: today }), action), may, 'on the last day');
        assert.equal(mayIn(holding({ role, expiryDate: '2026-03-01' }), action), false, 'the day after');
        assert.equal(mayIn(holding({ role, status: 'inactive' }), action), false, 'inactive');
        assert.equal(mayIn(holding(role), action, inPlace), may, 'for the institution, in a library');
        assert.equal(mayIn(holding({ role, scope: 'MAIN' }), action, inPlace), may, 'for a library, in it');
        assert.equal(mayIn(holding({ role, scope: 'MAIN' }), action), false, 'for a library, in the institution');
        assert.equal(mayIn(holding({ role, scope: 'NORTH' }), action, inPlace), false, 'for another library');
        assert.equal(mayIn(holding({ role, scope: '02OTHER_INST' }), action), false, 'for another institution');
      });
    }
    test(`the operator may ${action}, and who has no role may not`, () => {
      assert.equal(mayIn({ actor: { who: 'operator', via: 'test' }, grants: 'operator' }, action), true);
      assert.equal(mayIn(holding(), action), false);
      assert.equal(mayIn(holding('cataloger', '204', 'User-Manager', 'constructor', ''), action), false);
    });
  }

  test('one grant that stands is enough', () => {
    const caller = holding({ role: 'user-manager', status: 'inactive' }, 'patron', '21');
    assert.equal(mayIn(caller, 'edit-identifiers'), true);
  });

  test('a refusal names the roles that may', () => {
    assert.throws(() => authorize(holding('user-manager'), 'change-settings', institution, today), {
      code: 'VST_NOT_ALLOWED',
      message: '"change-settings" needs one of these roles: user-administrator, general-system-administrator',
    });
    authorize(holding('user-administrator'), 'change-settings', institution, today);
  });

  test("a role is known by our name and by Alma's number, and by nothing else", () => {
    for (const [role, number] of columns) assert.deepEqual([roleOf(role), roleOf(number)], [role, role]);
    for (const none of ['204', 'Patron', '', 'toString', '__proto__']) assert.equal(roleOf(none), undefined);
  });
});
