import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openConnection } from '../../../strategies/ldap/connection.ts';
import { ldapServer } from '../../../strategies/ldap/socket.ts';
import { startFakeLdap } from '../../support/fake-ldap.ts';

describe('an LDAP connection', () => {
  test('that was closed stays closed: it opens no other to say what it has to say', async (t) => {
    const ldap = await startFakeLdap({ bind: () => 0 });
    t.after(() => ldap.close());
    const connection = await openConnection(ldapServer({ url: ldap.url }, true), 1000);
    assert.equal((await connection.bind('uid=ada', 'pw', 1000)).type, 'done');
    ldap.dropAll();
    while (connection.isOpen()) await wait(1);
    assert.equal((await connection.bind('uid=ada', 'pw', 1000)).type, 'broken');
    assert.equal((await connection.search('dc=uni', {}, 1000)).type, 'broken');
    assert.deepEqual([ldap.connections(), ldap.binds.length], [1, 1]);
  });

  test('that does not answer in time is given up', async (t) => {
    const ldap = await startFakeLdap({ bind: () => 'silence' });
    t.after(() => ldap.close());
    const connection = await openConnection(ldapServer({ url: ldap.url }, true), 1000);
    assert.equal((await connection.bind('uid=ada', 'pw', 20)).type, 'timeout');
    assert.equal(connection.isOpen(), false);
  });

  test('that is closed leaves nothing open on the other side', async (t) => {
    const ldap = await startFakeLdap({ bind: () => 0 });
    t.after(() => ldap.close());
    const connection = await openConnection(ldapServer({ url: ldap.url }, true), 1000);
    connection.close();
    while (connection.isOpen()) await wait(1);
    assert.equal((await connection.bind('uid=ada', 'pw', 1000)).type, 'broken');
  });
});
