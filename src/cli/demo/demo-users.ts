// The people of the demo. Their records are files; the password they all have is set here.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstitutionConfig } from '../../../config/schema.ts';
import type { AppParts } from '../../app.ts';
import { importUsers } from '../../directory/import-users.ts';
import { VestibuleError } from '../../domain/errors.ts';

export const demoPassword = 'open-the-door';
/** Of the password everybody may read: hashing it at the first start would leave 20 MB resident for nothing. */
const demoPasswordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$8cpQ4XddmagtIdb34apT7g$i27Xlu+TFtrzKpuOkNxU4kO2Qda+bXadnVYuVTzRsqQ';

/** Whom a visitor can be, best first. Campus names come in by the campus, the others by the library account. */
export const hints: readonly { readonly name: string; readonly shows: string }[] = [
  { name: 'alice', shows: 'at the campus: known here by her student number, as p0001' },
  { name: 'bob', shows: 'at the campus: known here by his staff number, as p0002' },
  { name: 'carol', shows: 'at the campus: her student number is not known here' },
  { name: 'dave', shows: 'at the campus: his record here has a sign-in lock' },
  { name: 'erin', shows: 'at the campus: expired here, comes in, and the application is told' },
  { name: 'frank', shows: 'at the campus: his student number here is inactive' },
  { name: 'ivan', shows: 'at the campus: his number stands here as somebody else’s library card' },
  { name: 'niamh', shows: 'at the campus: blocked by fines, comes in all the same' },
  { name: '29301000000021', shows: 'at the library account: Kofi Mensah, by the number on his card' },
  { name: 'alice', shows: 'at the library account: another Alice, who is not a student' },
];

const files: Readonly<Record<string, string>> = { demo: 'users.json', campus: 'campus-users.json' };

/** Fills the institutions of the demo that have no users yet. A second start finds its data again. */
export async function seedDemo(
  { store, clock, random }: AppParts,
  institutions: readonly InstitutionConfig[],
  directory: string,
): Promise<void> {
  for (const institution of institutions) {
    const file = files[institution.slug];
    if (file === undefined || (await store.users.size(institution.slug)) > 0) continue;
    const records = JSON.parse(await readFile(join(directory, file), 'utf8')) as { users: { recordType: string }[] };
    const users = records.users.map((user) =>
      user.recordType === 'contact' ? user : { ...user, passwordHash: demoPasswordHash },
    );
    const { rejected, end } = await importUsers({
      source: oneChunk(JSON.stringify({ users })),
      format: 'json',
      institution,
      users: store.users,
      clock,
      random,
      actor: { who: 'demo', via: 'import' },
    });
    if (rejected > 0 || end.type !== 'whole') {
      throw new VestibuleError('VST_INTERNAL', `The demo's ${file} cannot be imported: ${rejected} records rejected.`);
    }
  }
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
