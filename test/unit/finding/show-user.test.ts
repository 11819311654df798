import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Directory } from '../../../src/directory/deps.ts';
import { showUser } from '../../../src/directory/finding.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';

const types = [
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'CHIP', label: 'Chip', hiddenFromStaff: true },
];

describe('showing a user', () => {
  let directory: Directory;
  let close: () => Promise<void>;
  after(() => close());
  before(async () => {
    const opened = await openTestDirectory({ config: { identifierTypes: types } });
    ({ directory, close } = opened);
    await opened.seed({
      primaryIdentifier: 'ada',
      name: { first: 'Ada', last: 'Lovelace' },
      jobDescription: 'mathematician',
      passwordHash: '$secret',
      identifiers: [
        { type: 'BARCODE', value: '2930-1', note: 'card' },
        { type: 'CHIP', value: 'chip-1' },
        { type: 'CHIP', value: 'chip-2' },
      ],
    });
  });

  const shownTo = async (caller: Parameters<typeof showUser>[1], name = 'ada') => {
    const shown = await showUser(directory, caller, name);
    return shown.type === 'record' ? shown : assert.fail('only a glance');
  };

  test('shows the operator everything but secrets', async () => {
    const shown = await shownTo(operator, 'BARCODE:2930-1');
    assert.deepEqual(shown.user, await directory.users.user('demo', shown.user.id));
    assert.deepEqual(
      shown.identifiers.map(({ value }) => value),
      ['ada', '2930-1', 'chip-1', 'chip-2'],
    );
    assert.deepEqual(shown.identifiers, await directory.users.identifiers('demo', shown.user.id));
    assert.deepEqual([shown.hasPassword, shown.hasPin, shown.withheldTypes], [true, false, []]);
    assert.doesNotMatch(JSON.stringify(shown), /\$secret/);
  });

  test('keeps hidden types from staff, who learn that there is one', async () => {
    const shown = await shownTo(holding('user-manager'));
    assert.deepEqual(
      shown.identifiers.map(({ value }) => value),
      ['ada', '2930-1'],
    );
    assert.deepEqual(shown.withheldTypes, ['CHIP']);
    assert.doesNotMatch(JSON.stringify(shown), /chip-/);
  });

  test('shows a desk a glance and nothing else', async () => {
    const shown = await showUser(directory, holding('circulation-desk-operator-limited'), 'ada');
    assert.equal(shown.type, 'glance');
    assert.deepEqual(Object.keys(shown.user).sort(), [
      'blocks',
      'expiryDate',
      'id',
      'name',
      'primaryIdentifier',
      'userGroup',
    ]);
  });

  test('refuses whoever may see nobody, before saying whether the user exists', async () => {
    for (const name of ['ada', 'nobody'])
      await assert.rejects(showUser(directory, holding('patron'), name), { code: 'VST_NOT_ALLOWED' });
  });

  test('says that nobody is called so', async () => {
    await assert.rejects(showUser(directory, operator, 'nobody'), { code: 'VST_USER_UNKNOWN' });
  });
});
