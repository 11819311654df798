// Users in numbers: what an import of a campus looks like.
import { keyOf } from '../../src/directory/folding.ts';
import { primaryType } from '../../src/domain/identifier.ts';
import type { UserDraft } from '../../src/domain/ports/users.ts';
import type { User } from '../../src/domain/user.ts';
import { fakeFolding } from './user-seed.ts';

const at = '2026-03-01T08:00:00.000Z';

/** The student of this number, external, with a barcode (internal) and a student number (external). */
export function student(
  number: number,
  given: { readonly id?: string; readonly institution?: string } = {},
): UserDraft {
  const id = given.id ?? `0195a000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
  const primary = `s${String(number).padStart(7, '0')}`;
  const user = studentRecord(number, id, primary, given.institution ?? 'demo');
  const values = [
    { type: primaryType, value: primary, segment: 'external' },
    { type: 'BARCODE', value: `2930100${String(number).padStart(7, '0')}`, segment: 'internal' },
    { type: 'STUDENT_NO', value: `S-${number}`, segment: 'external' },
  ] as const;
  return {
    user,
    identifiers: values.map(({ type, value, segment }, index) => ({
      id: `${id}-${index}`,
      userId: id,
      type,
      value,
      segment,
      status: 'active',
      ...keyOf(fakeFolding, type, value),
    })),
  };
}

function studentRecord(number: number, id: string, primaryIdentifier: string, institution: string): User {
  return {
    id,
    institution,
    primaryIdentifier,
    recordType: 'public',
    accountType: 'external',
    status: 'active',
    expiryDate: '2028-09-30',
    purgeDate: '2029-09-30',
    owningSystem: 'SIS_STUDENTS',
    name: { first: 'Ines', last: `Varga ${number}` },
    userGroup: 'UG',
    campusCode: 'NORTH',
    preferredLanguage: 'en',
    blocks: [],
    emails: [{ address: `Student${number}@uni.example`, types: ['school'], preferred: true, segment: 'external' }],
    phones: [],
    addresses: [
      {
        lines: ['7 Mill Lane'],
        city: 'Fenby',
        postalCode: 'FB1 2QZ',
        country: 'GBR',
        types: ['home'],
        preferred: true,
        segment: 'external',
      },
    ],
    roles: [{ role: '200', scope: 'DEMO', status: 'active' }],
    notes: [],
    statistics: [{ category: 'BIO', segment: 'external' }],
    proxyFor: [],
    rsLibraries: [],
    protectedFields: [],
    sessionEpoch: 0,
    version: 1,
    createdAt: at,
    createdBy: 'import',
    modifiedAt: at,
    modifiedBy: 'import',
  };
}
