import assert from 'node:assert/strict';
import { test } from 'node:test';
import { release } from '../../../config/schema.ts';
import { withRecord } from '../../../src/relying-parties/release.ts';

const one = { types: [], preferred: false, segment: 'internal' } as const;
const home = { ...one, lines: ['Hauptstraße 1', 'Hinterhaus'], postalCode: '10115', city: 'Berlin', country: 'DE' };
const told = release.parse({ claims: { BD: 'address' } });
const released = { type: 'released', subject: 's', subjectType: 'primary', claims: {}, lateClaims: ['BD'] } as const;
const record = { emails: [], phones: [], birthDate: undefined };

test('an address is released on one line, the preferred one of several', () => {
  const other = { ...one, lines: ['Campus 3'] };
  const claims = withRecord(released, told, { ...record, addresses: [other, { ...home, preferred: true }] });
  assert.deepEqual(claims, { BD: 'Hauptstraße 1, Hinterhaus, 10115 Berlin, DE' });
});

test('who has no address has no such claim', () => {
  assert.deepEqual(withRecord(released, told, { ...record, addresses: [] }), {});
});
