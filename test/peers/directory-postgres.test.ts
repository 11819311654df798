// The directory's promises on PostgreSQL.
import { after, before, describe } from 'node:test';
import { directoryHammerContract } from '../contract/directory/directory-hammer.contract.ts';
import { directoryPropertiesContract } from '../contract/directory/directory-properties.contract.ts';
import { givenUpAtOnceContract } from '../contract/directory/given-up-at-once.contract.ts';
import { setsAtOnceContract } from '../contract/directory/sets-at-once.contract.ts';
import { openPostgres } from '../support/open-postgres.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';

describe('The directory on PostgreSQL', { skip: postgresMissing() }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server?.stop());

  directoryPropertiesContract('PostgreSQL', 1000, () => openPostgres(server));
  givenUpAtOnceContract('PostgreSQL', () => openPostgres(server));
  setsAtOnceContract('PostgreSQL', () => openPostgres(server));
  directoryHammerContract('PostgreSQL', 30, () => openPostgres(server));
});
