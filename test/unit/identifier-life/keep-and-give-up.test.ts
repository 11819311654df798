import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decideDetach } from '../../../src/directory/identifiers/detach.ts';
import { decideEdit } from '../../../src/directory/identifiers/edit.ts';
import { decideReplace } from '../../../src/directory/identifiers/replace.ts';
import { decideRetire } from '../../../src/directory/identifiers/retire.ts';
import { knownOf, withIdentifier } from '../../support/known.ts';
import { dayMs, ground, recordOf, rules, told } from './ground.ts';

const now = Date.UTC(2026, 2, 2, 9);
const ada = recordOf({
  primaryIdentifier: 'ada',
  identifiers: [
    { id: 'card', type: 'BARCODE', value: 'B-1', note: 'blue' },
    { id: 'seal', type: 'SEALED', value: 'X-1' },
  ],
});
const external = recordOf({
  primaryIdentifier: 'eve',
  accountType: 'external',
  owningSystem: 'SIS_STUDENTS',
  identifiers: [
    { type: 'STUDENT_NO', value: 'S-1', segment: 'external' },
    { type: 'BARCODE', value: 'B-2' },
  ],
});
const bob = recordOf({ primaryIdentifier: 'bob', identifiers: [{ type: 'STUDENT_NO', value: 'B-9' }] });
const card = { userId: ada.user.id, type: 'BARCODE', value: 'b-1' };
const campus = { userId: external.user.id, type: 'STUDENT_NO', value: 'S-1' };
const known = knownOf([ada, external, bob]);
const locked = { code: 'VST_FIELD_LOCKED', message: /SIS_STUDENTS/ };
const unknown = { code: 'VST_IDENTIFIER_UNKNOWN' };
const notAllowed = { code: 'VST_NOT_ALLOWED' };
const invalid = { code: 'VST_IDENTIFIER_INVALID' };
const sealed = { userId: ada.user.id, type: 'SEALED', value: 'X-1' };
const retiredAda = withIdentifier(
  ada,
  { type: 'BARCODE', value: 'B-0', status: 'retired', holdUntil: now + dayMs },
  rules.table,
);
const mandatory = { mandatory: { public: ['identifier1'] } };

describe('editing an identifier', () => {
  const edit = (input: Partial<Parameters<typeof decideEdit>[1]>, on = known, by = ground()) =>
    decideEdit(on, { ...card, ...input }, by).result.identifier;

  test('changes what is named and nothing else', () => {
    const before = ada.identifiers.find(({ id }) => id === 'card');
    assert.deepEqual(edit({ status: 'inactive' }), { ...before, status: 'inactive' });
    assert.deepEqual(edit({ note: 'red' }), { ...before, note: 'red' });
  });

  test('takes the note away where it is empty', () => {
    assert.equal('note' in edit({ note: '' }), false);
  });

  test('moves the value to its new place, as the same identifier', () => {
    const { records } = decideEdit(known, { ...card, newValue: 'B-3' }, ground());
    assert.deepEqual(records.map(told), [['BARCODE B-3 active', 'SEALED X-1 active', 'primary ada active']]);
    assert.deepEqual([edit({ newValue: 'B-3' }).id, edit({ newValue: 'B-3' }).key], ['card', 'b-3']);
  });

  test('respells a value in its place', () => {
    assert.equal(edit({ newValue: 'B-1' }).value, 'B-1');
  });

  test('refuses a value that is taken, or not as its type asks', () => {
    assert.throws(() => edit({ newValue: 'B-9' }), { code: 'VST_IDENTIFIER_TAKEN', message: /bob/ });
    assert.throws(() => edit({ newValue: 'B 3' }), invalid);
  });

  test('lets a retired one come back by a status, and keeps its value', () => {
    const back = edit({ value: 'B-0', status: 'active' }, knownOf([retiredAda]));
    assert.deepEqual([back.status, back.holdUntil], ['active', undefined]);
    const noted = edit({ value: 'B-0', note: 'found' }, knownOf([retiredAda]));
    assert.deepEqual([noted.status, noted.holdUntil], ['retired', now + dayMs]);
    assert.throws(() => edit({ value: 'B-0', newValue: 'B-00' }, knownOf([retiredAda])), invalid);
  });

  test('leaves what another system manages to those who may change it', () => {
    assert.throws(() => edit({ ...campus, note: 'x' }), locked);
    assert.throws(() => edit({ ...campus, type: 'BARCODE', value: 'B-2', segment: 'external' }), locked);
    assert.equal(edit({ ...campus, note: 'x' }, known, ground({ editsLocked: true })).note, 'x');
    assert.equal(edit({ ...campus, segment: 'internal' }, known, ground({ editsLocked: true })).segment, 'internal');
  });

  test('does not make a value of an internal user external', () => {
    assert.throws(() => edit({ segment: 'external' }, known, ground({ editsLocked: true })), invalid);
  });

  test('does not switch off the last one where one is mandatory', () => {
    const on = knownOf([bob]);
    const last = { userId: bob.user.id, type: 'STUDENT_NO', value: 'B-9', status: 'inactive' } as const;
    assert.throws(() => edit(last, on, ground({}, mandatory)), { code: 'VST_FIELD_MISSING' });
    assert.ok(edit(last, on));
  });

  test('refuses what she does not have, the primary identifier, hidden types and another version', () => {
    assert.throws(() => edit({ value: 'B-9' }), unknown);
    assert.throws(() => edit({ type: 'STUDENT_NO' }), unknown);
    assert.throws(() => edit({ type: 'primary', value: 'ada' }), invalid);
    assert.throws(() => edit(sealed), notAllowed);
    assert.throws(() => edit({ version: 2 }), { code: 'VST_USER_CHANGED' });
  });
});

describe('detaching an identifier', () => {
  const detach = (input: Partial<Parameters<typeof decideDetach>[1]> = {}, on = known, by = ground()) =>
    decideDetach(on, { ...card, ...input }, by);

  test('takes it out of the record', () => {
    const { records, action, result } = detach();
    assert.equal(action, 'identifier-detached');
    assert.deepEqual(records.map(told), [['SEALED X-1 active', 'primary ada active']]);
    assert.equal(result.identifier.value, 'B-1');
  });

  test('keeps the last one where one is mandatory', () => {
    const last = { userId: bob.user.id, type: 'STUDENT_NO', value: 'B-9' };
    assert.throws(() => detach(last, known, ground({}, mandatory)), { code: 'VST_FIELD_MISSING' });
    assert.ok(detach(last));
    assert.ok(detach({}, known, ground({}, mandatory)), 'another one is left');
  });

  test('does not set a retired value free before its time', () => {
    assert.throws(() => detach({ value: 'B-0' }, knownOf([retiredAda])), invalid);
    assert.ok(detach({ value: 'B-0' }, knownOf([retiredAda], { now: now + dayMs })));
  });

  test('refuses what is locked, hidden, not hers, or the primary identifier', () => {
    assert.throws(() => detach(campus), locked);
    assert.ok(detach(campus, known, ground({ editsLocked: true })));
    assert.throws(() => detach(sealed), notAllowed);
    assert.throws(() => detach({ value: 'B-9' }), unknown);
    assert.throws(() => detach({ type: 'primary', value: 'ada' }), invalid);
  });
});

describe('retiring an identifier', () => {
  const retire = (input: Partial<Parameters<typeof decideRetire>[1]> = {}, on = known, by = ground()) =>
    decideRetire(on, { ...card, ...input }, by);

  test('keeps it in the record, and from others for the hold period', () => {
    const { records, result } = retire();
    assert.deepEqual(records.map(told), [['BARCODE B-1 retired', 'SEALED X-1 active', 'primary ada active']]);
    assert.equal(result.identifier.holdUntil, now + 30 * dayMs);
  });

  test('retires a former primary identifier, and not the one she has', () => {
    const renamed = withIdentifier(ada, { type: 'primary', value: 'old', status: 'alias' }, rules.table);
    const former = retire({ type: 'primary', value: 'old' }, knownOf([renamed])).result.identifier;
    assert.deepEqual([former.status, former.holdUntil], ['retired', now + 30 * dayMs]);
    assert.throws(() => retire({ type: 'primary', value: 'ada' }, knownOf([renamed])), invalid);
  });

  test('refuses what is retired already', () => {
    assert.throws(() => retire({ value: 'B-0' }, knownOf([retiredAda])), unknown);
  });

  test('refuses the last one where one is mandatory, what is locked and what is hidden', () => {
    const last = { userId: bob.user.id, type: 'STUDENT_NO', value: 'B-9' };
    assert.throws(() => retire(last, known, ground({}, mandatory)), { code: 'VST_FIELD_MISSING' });
    assert.throws(() => retire(campus), locked);
    assert.throws(() => retire(sealed), notAllowed);
  });
});

describe('replacing a card', () => {
  const replace = (input: Partial<Parameters<typeof decideReplace>[1]> = {}, on = known, by = ground()) =>
    decideReplace(on, { ...card, id: 'new', newValue: 'B-3', ...input }, by);

  test('retires the old one and attaches the new one, in one record', () => {
    const { records, result } = replace();
    assert.deepEqual(records.map(told), [
      ['BARCODE B-1 retired', 'BARCODE B-3 active', 'SEALED X-1 active', 'primary ada active'],
    ]);
    assert.equal(result.retired.holdUntil, now + 30 * dayMs);
    assert.deepEqual([result.identifier.id, result.identifier.note], ['new', undefined]);
  });

  test('works where one identifier is mandatory', () => {
    const last = { userId: bob.user.id, type: 'STUDENT_NO', value: 'B-9' };
    assert.ok(replace(last, known, ground({}, mandatory)));
  });

  test('keeps the segment, for those who may', () => {
    assert.throws(() => replace(campus), locked);
    const { result } = replace(campus, known, ground({ editsLocked: true }));
    assert.equal(result.identifier.segment, 'external');
  });

  test('takes up a card that she had given up', () => {
    const { records } = replace({ newValue: 'B-0' }, knownOf([retiredAda]));
    assert.deepEqual(records.map(told), [
      ['BARCODE B-0 active', 'BARCODE B-1 retired', 'SEALED X-1 active', 'primary ada active'],
    ]);
  });

  test('refuses the same value, a taken one, a retired old one, one she does not have and hidden types', () => {
    assert.throws(() => replace({ newValue: 'b-1' }), invalid);
    assert.throws(() => replace({ newValue: 'B-9' }), { code: 'VST_IDENTIFIER_TAKEN' });
    assert.throws(() => replace({ value: 'B-0' }, knownOf([retiredAda])), unknown);
    assert.throws(() => replace({ value: 'B-9' }), unknown);
    assert.throws(() => replace(sealed), notAllowed);
  });
});
