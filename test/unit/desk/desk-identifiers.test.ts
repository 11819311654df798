import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { institution as institutionSchema } from '../../../config/schema.ts';
import {
  asksForIdentifier,
  deskTypes,
  planIdentifiers,
  withoutTaken,
} from '../../../src/directory/desk/desk-identifiers.ts';
import { settingsSchema } from '../../../src/directory/settings/schema.ts';
import { libraryOf } from '../../support/institutions.ts';

const institution = institutionSchema.parse(
  libraryOf({
    identifierTypes: [
      { code: 'CASE_NO', label: 'Case', hiddenFromStaff: true },
      { code: 'STAFF_NO', label: 'Staff', recordTypes: ['staff'] },
      { code: 'STUDENT_NO', label: 'Student' },
      { code: 'BARCODE', label: 'Card' },
    ],
  }),
);
const rule = { length: 8, order: 'sequence' };
const settingsOf = (generation: readonly string[], isAsked: boolean) =>
  settingsSchema.parse({
    generation: Object.fromEntries(generation.map((type) => [type, rule])),
    mandatory: { public: isAsked ? ['identifier1'] : [] },
  });
type Sent = Parameters<typeof planIdentifiers>[2];
const plan = (generation: readonly string[], isAsked: boolean, sent: Sent = {}) =>
  planIdentifiers({ institution }, settingsOf(generation, isAsked), sent);

describe('the types of the desk', () => {
  test('are those for public users that staff see', () =>
    assert.deepEqual(
      deskTypes({ institution }).map(({ code }) => code),
      ['STUDENT_NO', 'BARCODE'],
    ));
  test('are asked for where identifier1 is mandatory for public users', () => {
    assert.equal(asksForIdentifier(settingsOf([], true)), true);
    assert.equal(asksForIdentifier(settingsSchema.parse({ mandatory: { staff: ['identifier1'] } })), false);
  });
});

describe('the identifiers of a registration', () => {
  test('are generated where there is a rule and nothing was typed, be it blanks', () => {
    const made = { type: 'primary', value: undefined, isGenerated: true };
    assert.deepEqual(plan(['primary'], false), { primary: made, additional: undefined });
    assert.deepEqual(plan(['primary'], false, { primary: { value: ' ' } }).primary, made);
  });
  test('are missing where there is no rule and nothing was typed', () =>
    assert.deepEqual(plan([], true, { additional: { type: 'BARCODE' } }), {
      primary: undefined,
      additional: undefined,
    }));
  test('are what was typed', () =>
    assert.deepEqual(plan(['primary'], false, { primary: { value: 'ada' } }).primary, {
      type: 'primary',
      value: 'ada',
      isGenerated: false,
    }));
  test('count as generated when an offered value came back, and only where there is a rule', () => {
    const sent = { primary: { value: 'P1', isOffered: true } };
    assert.equal(plan(['primary'], false, sent).primary?.isGenerated, true);
    assert.equal(plan([], false, sent).primary?.isGenerated, false);
  });
  test('have one more of the first type with a rule, where one is asked for', () => {
    assert.equal(plan(['BARCODE', 'STUDENT_NO'], true).additional?.type, 'STUDENT_NO');
    assert.equal(plan(['BARCODE'], true).additional?.type, 'BARCODE');
    assert.equal(plan(['CASE_NO', 'STAFF_NO'], true).additional, undefined);
    assert.equal(plan(['BARCODE'], false).additional, undefined);
  });
  test('have the one more that was chosen', () =>
    assert.equal(
      plan(['STUDENT_NO', 'BARCODE'], true, { additional: { type: 'BARCODE' } }).additional?.type,
      'BARCODE',
    ));
  test('have no more where none is asked for, whoever registers', () =>
    assert.throws(() => plan([], false, { additional: { type: 'BARCODE', value: '1' } }), { code: 'VST_NOT_ALLOWED' }));
});

describe('a value that was taken', () => {
  const generated = { type: 'primary', value: 'P1', isGenerated: true };
  const typed = { type: 'BARCODE', value: '7', isGenerated: false };

  test('is made anew when it was generated, and the other one stays', () =>
    assert.deepEqual(withoutTaken({ primary: generated, additional: typed }, ['primary']), {
      primary: { ...generated, value: undefined },
      additional: typed,
    }));
  test('stands when it was typed', () => {
    assert.equal(withoutTaken({ primary: generated, additional: typed }, ['additional']), undefined);
    assert.equal(withoutTaken({ primary: generated, additional: typed }, ['primary', 'additional']), undefined);
  });
  test('is nothing when none was', () =>
    assert.equal(withoutTaken({ primary: generated, additional: typed }, []), undefined));
});
