// An import of a text, with everything about it that a test may look at.
import { institution as institutionSchema } from '../../config/schema.ts';
import { type ImportOptions, type ImportReport, importUsers } from '../../src/directory/import-users.ts';
import type { Rejection } from '../../src/directory/rejection.ts';
import { createFakeUsers } from './fake-users.ts';
import { fakeClock, seededRandom } from './fakes.ts';

const password = {
  kind: 'password',
  id: 'library',
  label: 'Library',
  match: { from: 'subject', to: 'any' },
};

/** An institution with BARCODE (digits), STUDENT_NO (public only), STAFF_NO pooled and GOOGLE on its own. */
export const importInstitution = institutionSchema.parse({
  slug: 'demo',
  code: 'DEMO',
  name: 'Demo',
  identifierTypes: [
    { code: 'BARCODE', label: 'Barcode', pattern: '[0-9=+]+' },
    { code: 'STUDENT_NO', label: 'Student number', recordTypes: ['public'] },
    { code: 'STAFF_NO', label: 'Staff number' },
    { code: 'GOOGLE', label: 'Google', uniqueness: 'type', issuer: 'https://accounts.google.com' },
  ],
  loginProfiles: [password],
});

export interface ImportedText {
  readonly report: ImportReport;
  readonly rejections: readonly Rejection[];
}

/** Bytes in small chunks, so that every boundary falls somewhere awkward. */
export async function* bytesOf(text: string | Uint8Array, chunk = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let start = 0; start < bytes.length; start += chunk) yield bytes.subarray(start, start + chunk);
}

export async function importText(
  text: string | Uint8Array,
  { format = 'json', users = createFakeUsers(), ...options }: Partial<ImportOptions> = {},
): Promise<ImportedText> {
  const rejections: Rejection[] = [];
  const report = await importUsers({
    source: bytesOf(text),
    format,
    institution: importInstitution,
    users,
    clock: fakeClock(),
    random: seededRandom(11),
    actor: { who: 'import', via: 'test' },
    onRejected: (rejection) => {
      rejections.push(rejection);
    },
    ...options,
  });
  return { report, rejections };
}

/** As `importText`, of records in our own shape. */
export function importRecords(
  records: readonly unknown[],
  options: Partial<ImportOptions> = {},
): Promise<ImportedText> {
  return importText(JSON.stringify(records), options);
}
