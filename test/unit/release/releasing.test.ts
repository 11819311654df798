import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { release as releaseFields } from '../../../config/schema.ts';
import type { Identifier } from '../../../src/domain/identifier.ts';
import type { ReleaseOutcome } from '../../../src/relying-parties/release.ts';
import { releaseTo } from '../../../src/relying-parties/releasing.ts';
import { createFakePins } from '../../support/fake-pins.ts';
import { seedDraft, type UserSeed } from '../../support/user-seed.ts';

const institution = { slug: 'demo', timeZone: 'UTC' };
const card = (value: string) => ({ type: 'BARCODE', value });
const subjectOf = (outcome: ReleaseOutcome) => (outcome.type === 'released' ? outcome.subject : outcome.code);

/** People and what an application was told of them; `tell` is one release. */
function library() {
  const pins = createFakePins();
  const people = new Map<string, readonly Identifier[]>();
  const deps = {
    pins,
    users: { identifiers: async (_institution: string, userId: string) => people.get(userId) ?? [] },
    sealing: { hash: (purpose: string, value: string) => `${purpose}(${value})` },
    clock: { now: () => Date.UTC(2026, 2, 2, 9) },
  };
  const tell = (seed: UserSeed, release: object, party = 'catalogue') => {
    const { user, identifiers } = seedDraft(seed, `id-${seed.primaryIdentifier}`, '2026-03-02T09:00:00Z');
    people.set(user.id, identifiers);
    return releaseTo(deps, institution, { kind: 'oidc', id: party, release: releaseFields.parse(release) }, user);
  };
  return { pins, tell };
}

describe('by which subject an application knows a person', () => {
  test('a replaced card leaves it as it was', async () => {
    const { tell } = library();
    const release = { subject: ['BARCODE'] };
    assert.equal(subjectOf(await tell({ primaryIdentifier: 'ada', identifiers: [card('1')] }, release)), '1');
    assert.equal(subjectOf(await tell({ primaryIdentifier: 'ada', identifiers: [card('2')] }, release)), '1');
  });

  test('it follows the identifier where the release says so', async () => {
    const { tell, pins } = library();
    const release = { subject: ['BARCODE'], pinned: false };
    assert.equal(subjectOf(await tell({ primaryIdentifier: 'ada', identifiers: [card('1')] }, release)), '1');
    assert.equal(subjectOf(await tell({ primaryIdentifier: 'ada', identifiers: [card('2')] }, release)), '2');
    assert.deepEqual(pins.all, []);
  });

  test('who is given the former card of another is refused there, and nowhere else', async () => {
    const { tell } = library();
    const release = { subject: ['BARCODE'] };
    await tell({ primaryIdentifier: 'ada', identifiers: [card('1')] }, release);
    const bert = { primaryIdentifier: 'bert', identifiers: [card('1')] };
    assert.deepEqual(await tell(bert, release), { type: 'refused', code: 'VST_SUBJECT_TAKEN' });
    assert.equal(subjectOf(await tell(bert, release, 'shop')), '1');
  });

  test('another choice of the operator counts from then on', async () => {
    const { tell } = library();
    const ada = { primaryIdentifier: 'ada', identifiers: [card('1'), { type: 'STUDENT_NO', value: '4711' }] };
    assert.equal(subjectOf(await tell(ada, { subject: ['BARCODE'] })), '1');
    assert.equal(subjectOf(await tell(ada, { subject: ['STUDENT_NO'] })), '4711');
    assert.equal(subjectOf(await tell(ada, { subject: ['BARCODE', 'STUDENT_NO'] })), '4711');
  });

  test('a vendor is told a pseudonym of its own', async () => {
    const { tell } = library();
    const ada = { primaryIdentifier: 'ada' };
    const one = subjectOf(await tell(ada, { vendor: true }));
    const other = subjectOf(await tell(ada, { vendor: true }, 'press'));
    assert.match(one, /^pairwise-subject\(/);
    assert.notEqual(one, other);
    assert.equal(subjectOf(await tell(ada, { vendor: true })), one);
    assert.equal(subjectOf(await tell(ada, { vendor: true, subject: 'primary' }, 'other')), 'ada');
  });

  test('who is not released is not written down', async () => {
    const { tell, pins } = library();
    const outcome = await tell({ primaryIdentifier: 'ada' }, { subject: ['BARCODE'] });
    assert.deepEqual(outcome, { type: 'refused', code: 'VST_IDENTIFIER_MISSING' });
    assert.deepEqual(await tell({ primaryIdentifier: 'ada' }, { userGroups: ['STAFF'] }), {
      type: 'refused',
      code: 'VST_USER_NOT_FOR_APPLICATION',
    });
    assert.deepEqual(pins.all, []);
  });
});
