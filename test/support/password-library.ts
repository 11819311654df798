// A library with users of every kind whose passwords are `pw`, for tests of password checks.
import { type InstitutionConfig, institution } from '../../config/schema.ts';
import { matchTypes } from '../../src/institutions.ts';
import type { FakeUsers } from './fake-users.ts';

/** Configuration of institution `demo` with the types of the fake users, as an operator would write it. */
export function libraryConfig(changes: Record<string, unknown> = {}): InstitutionConfig {
  const type = (code: string, more: object = {}) => ({ code, label: code, ...more });
  return institution.parse({
    slug: 'demo',
    code: 'DEMO',
    name: 'Demo Library',
    identifierTypes: [
      type('BARCODE'),
      type('STUDENT_NO'),
      type('STAFF_NO'),
      type('GOOGLE', { uniqueness: 'type', issuer: 'https://accounts.google.com' }),
    ],
    loginProfiles: [
      {
        id: 'library',
        kind: 'password',
        label: 'Library password',
        match: { from: 'subject', to: ['BARCODE', 'STUDENT_NO', 'GOOGLE'] },
      },
    ],
    ...changes,
  });
}

export const libraryTypes = matchTypes(libraryConfig());

/** Internal `ina`, external `exa` (group student) and `exb` (group guest), inactive identifier, contact, and others. */
export async function seedLibrary(users: FakeUsers): Promise<void> {
  const passwordHash = 'fake$pw';
  const barcode = (value: string, more: object = {}) => ({ type: 'BARCODE', value, ...more });
  await users.seed({ primaryIdentifier: 'ina', passwordHash, identifiers: [barcode('1001')] });
  const external = { accountType: 'external', owningSystem: 'SIS', passwordHash } as const;
  await users.seed({ ...external, primaryIdentifier: 'exa', userGroup: 'student', identifiers: [barcode('1002')] });
  await users.seed({ ...external, primaryIdentifier: 'exb', userGroup: 'guest', identifiers: [barcode('1003')] });
  await users.seed({ primaryIdentifier: 'nopw', identifiers: [barcode('1004')] });
  await users.seed({ primaryIdentifier: 'off', passwordHash, identifiers: [barcode('1005', { status: 'inactive' })] });
  await users.seed({ primaryIdentifier: 'con', passwordHash, recordType: 'contact', identifiers: [barcode('1006')] });
  await users.seed({ primaryIdentifier: 'typed', passwordHash, identifiers: [{ type: 'STAFF_NO', value: '1007' }] });
  await users.seed({ primaryIdentifier: 'goo', passwordHash, identifiers: [{ type: 'GOOGLE', value: '1008' }] });
  await users.seed({ primaryIdentifier: 'was', passwordHash, identifiers: [barcode('1009', { status: 'alias' })] });
}
