import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Caller } from '../../../src/directory/deps.ts';
import { addToSet, createSet, dropFromSet, listSets, removeSet, showSet } from '../../../src/directory/sets.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';

const manager = (who: string): Caller => ({ ...holding('user-manager'), actor: { who, via: 'test' } });
const [ann, ben] = [manager('u-ann'), manager('u-ben')];
const administrator: Caller = { ...holding('user-administrator'), actor: { who: 'u-adm', via: 'test' } };
const page = { limit: 10 };
const notFound = { code: 'VST_NOT_FOUND' };
const malformed = { code: 'VST_REQUEST_MALFORMED' };

async function open() {
  const opened = await openTestDirectory({
    seeds: [
      { primaryIdentifier: 'ada', name: { first: 'Ada', last: 'Lovelace' } },
      { primaryIdentifier: 'bo', name: { first: 'Bo', last: 'Lovelace' } },
      { primaryIdentifier: 'cy', identifiers: [{ type: 'BARCODE', value: '29303' }] },
    ],
  });
  const directory = { ...opened.directory, sets: opened.store.sets };
  const names = async (caller: Caller) => (await listSets(directory, caller)).map(({ name }) => name);
  const members = async (caller: Caller, name: string) =>
    (await showSet(directory, caller, name, page)).users.items.map(({ primaryIdentifier }) => primaryIdentifier);
  return { ...opened, directory, names, members };
}

describe('sets of users', () => {
  test('hold users by whatever names them, and let them go', async (t) => {
    const { directory, members, close } = await open();
    t.after(close);
    const { id } = await createSet(directory, ann, { name: ' Freshers ' });
    await addToSet(directory, ann, 'Freshers', ['ada', 'BARCODE:29303', 'ada']);
    assert.deepEqual(await members(ann, id), ['ada', 'cy']);
    await dropFromSet(directory, ann, id, ['ada', 'bo']);
    assert.deepEqual(await members(ann, 'Freshers'), ['cy']);
    await removeSet(directory, ann, 'Freshers');
    assert.deepEqual(await listSets(directory, ann), []);
  });

  test('take all whom somebody names, or none', async (t) => {
    const { directory, members, close } = await open();
    t.after(close);
    await createSet(directory, ann, { name: 'Freshers' });
    await assert.rejects(addToSet(directory, ann, 'Freshers', ['ada', 'zeus']), { code: 'VST_USER_UNKNOWN' });
    assert.deepEqual(await members(ann, 'Freshers'), []);
  });

  test('stay the owner’s, whatever the primary identifier of a member becomes', async (t) => {
    const { directory, members, close } = await open();
    t.after(close);
    await createSet(directory, ann, { name: 'Freshers' });
    await addToSet(directory, ann, 'Freshers', ['ada']);
    const [row] = await directory.users.holdings('demo', [{ scope: 'pooled', key: 'ada' }]);
    const id = row?.user.id ?? '';
    const rename = { scope: 'pooled', key: 'countess' };
    await directory.changes.change('demo', { users: [id], keys: [rename] }, ann.actor, (known) => {
      const record = known.record(id);
      if (record === undefined) throw new Error('she is there');
      const identifiers = record.identifiers.map((held) => ({ ...held, value: 'countess', ...rename }));
      return { action: 'renamed', records: [{ ...record, identifiers }], result: undefined };
    });
    assert.deepEqual(await members(ann, 'Freshers'), ['countess']);
  });

  test('are seen and changed by their owner, and by a user administrator', async (t) => {
    const { directory, names, members, close } = await open();
    t.after(close);
    await createSet(directory, ann, { name: 'Of Ann' });
    await createSet(directory, ben, { name: 'Of Ben' });
    await createSet(directory, operator, { name: 'Of the operator' });
    assert.deepEqual([await names(ann), await names(ben)], [['Of Ann'], ['Of Ben']]);
    for (const caller of [administrator, operator])
      assert.deepEqual(await names(caller), ['Of Ann', 'Of Ben', 'Of the operator']);
    await assert.rejects(addToSet(directory, ann, 'Of Ben', ['ada']), notFound);
    await assert.rejects(showSet(directory, ann, 'Of Ben', page), notFound);
    await assert.rejects(removeSet(directory, ben, 'Of Ann'), notFound);
    await addToSet(directory, administrator, 'Of Ann', ['bo']);
    assert.deepEqual(await members(ann, 'Of Ann'), ['bo']);
  });

  test('of one name are told apart by owner, or by id', async (t) => {
    const { directory, members, close } = await open();
    t.after(close);
    const name = 'Freshers';
    const { id } = await createSet(directory, ann, { name });
    await createSet(directory, ben, { name });
    await assert.rejects(createSet(directory, ann, { name }), malformed);
    await addToSet(directory, ben, name, ['bo']);
    assert.deepEqual([await members(ann, name), await members(ben, name)], [[], ['bo']]);
    await assert.rejects(addToSet(directory, administrator, name, ['ada']), { ...malformed, message: new RegExp(id) });
    await addToSet(directory, administrator, id, ['ada']);
    assert.deepEqual(await members(ann, name), ['ada']);
  });

  test('that are saved searches find whom they find now, and have no members', async (t) => {
    const { directory, seed, members, close } = await open();
    t.after(close);
    const set = await createSet(directory, ann, { name: 'Family', query: 'lovelace' });
    assert.deepEqual([set.kind, set.query], ['search', 'lovelace']);
    await seed({ primaryIdentifier: 'di', name: { first: 'Di', last: 'Lovelace' } });
    assert.deepEqual(await members(ann, 'Family'), ['ada', 'bo', 'di']);
    await assert.rejects(addToSet(directory, ann, 'Family', ['cy']), malformed);
    await assert.rejects(dropFromSet(directory, ann, 'Family', ['ada']), malformed);
  });

  test('are for those who manage users', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    const notAllowed = { code: 'VST_NOT_ALLOWED' };
    for (const role of ['circulation-desk-manager', 'general-system-administrator', 'patron']) {
      await assert.rejects(listSets(directory, holding(role)), notAllowed);
      await assert.rejects(createSet(directory, holding(role), { name: 'S' }), notAllowed);
      await assert.rejects(removeSet(directory, holding(role), 'S'), notAllowed);
    }
  });

  test('have a name that can be shown', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    for (const name of ['', ' ', 'a\u0007b', 'a\0b', 'x'.repeat(201)])
      await assert.rejects(createSet(directory, ann, { name }), malformed);
    await assert.rejects(createSet(directory, ann, { name: 'S', query: ' ' }), malformed);
  });
});
