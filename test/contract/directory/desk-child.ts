// A desk whose process is killed after its identifiers were generated and before the patron is written.
import { institution as institutionSchema } from '../../../config/schema.ts';
import type { Directory } from '../../../src/directory/deps.ts';
import { registerPatron } from '../../../src/directory/desk/register-patron.ts';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { holding } from '../../support/directory.ts';
import { fakeHasher } from '../../support/fake-hasher.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { libraryOf } from '../../support/institutions.ts';

const [directory = ''] = process.argv.slice(2);
const clock = fakeClock();
const random = seededRandom(3);
const store = await openSqliteStore({ directory, clock, random, sealing: fakeSealing() });
const institution = institutionSchema.parse(libraryOf({}));
const desk: Directory = {
  ...store,
  institution,
  rules: identifierRules(institution),
  hasher: fakeHasher(),
  clock,
  random,
  changes: {
    ...store.changes,
    change: async () => {
      process.kill(process.pid, 'SIGKILL');
      return new Promise<never>(() => undefined);
    },
  },
};
await registerPatron(desk, holding('circulation-desk-operator'), { fields: { name: { last: 'Half' } } });
