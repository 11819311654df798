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

/** Whom a visitor can be at each way in, best first. */
export const hints: readonly {
  readonly at: string;
  readonly people: readonly { readonly name: string; readonly shows: string }[];
}[] = [
  {
    at: 'University of Demo',
    people: [
      { name: 'alice', shows: 'known here by her student number, as p0001' },
      { name: 'bob', shows: 'known here by his staff number, as p0002' },
      { name: 'carol', shows: 'her student number is not known here' },
      { name: 'dave', shows: 'his record here has a sign-in lock' },
      { name: 'erin', shows: 'expired here, comes in, and the application is told' },
      { name: 'frank', shows: 'his student number here is inactive' },
      { name: 'ivan', shows: 'his number stands here as somebody else’s library card' },
      { name: 'niamh', shows: 'blocked by fines, comes in all the same' },
    ],
  },
  {
    at: 'Library account',
    people: [
      { name: '29301000000021', shows: 'Kofi Mensah, by the number on his card' },
      { name: 'alice', shows: 'another Alice, who is not a student' },
    ],
  },
  {
    at: 'College of Demo',
    people: [
      { name: 'kofi', shows: 'known here once Kofi has attached this account' },
      { name: 'noa', shows: 'somebody whom the library does not know' },
    ],
  },
];

const files: Readonly<Record<string, string>> = {
  demo: 'users.json',
  campus: 'campus-users.json',
  college: 'college-users.json',
};

/** Whoever registers herself is called R and seven characters, a name that nothing else in the demo gives. */
const generation = { primary: { prefix: 'R', length: 8, order: 'random', alphabet: 'unambiguous' } };

/** Fills the institutions of the demo that have no users yet, and says how it names new ones. A second start finds both. */
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
  const { values, version } = await store.settings.read('demo');
  if (values['generation'] === undefined) {
    await store.settings.write('demo', version, { generation }, { who: 'demo', via: 'import' });
  }
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
