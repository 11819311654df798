import assert from 'node:assert/strict';
import { test } from 'node:test';
import { institution } from '../../../config/schema.ts';
import { rowUser, userOf } from '../../../src/directory/bulk/row-user.ts';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { libraryOf } from '../../support/institutions.ts';
import { knownOf, recordOf } from '../../support/known.ts';

test('a row does not name a user by a value that is hidden from staff', () => {
  const config = institution.parse(
    libraryOf({
      identifierTypes: [
        { code: 'BARCODE', label: 'Barcode' },
        { code: 'CASE_NO', label: 'Case', hiddenFromStaff: true },
      ],
    }),
  );
  const rules = identifierRules(config);
  const identifiers = [
    { type: 'BARCODE', value: '111' },
    { type: 'CASE_NO', value: '999' },
  ];
  const known = knownOf([recordOf({ primaryIdentifier: 'ada', identifiers })]);
  assert.equal(userOf(known, rowUser(rules, '111'), '111').user.primaryIdentifier, 'ada');
  for (const name of ['999', 'CASE_NO:999'])
    assert.throws(() => userOf(known, rowUser(rules, name), name), { code: 'VST_USER_UNKNOWN' });
});
