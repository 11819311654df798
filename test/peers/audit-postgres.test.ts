// The operations on the audit on PostgreSQL.
import { after, before, describe } from 'node:test';
import { auditContract } from '../contract/directory/audit.contract.ts';
import { openPostgres } from '../support/open-postgres.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';

describe('The audit on PostgreSQL', { skip: postgresMissing() }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server?.stop());

  auditContract('PostgreSQL', () => openPostgres(server));
});
