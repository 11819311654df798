// What may be configured, and what the other side's administrator is told.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callback, casBench, casProfile } from '../../support/cas-bench.ts';

describe('the settings of a CAS profile', () => {
  test('name the server in one way, whatever slashes stand at its end', () => {
    assert.equal(casProfile({ server: 'https://cas.uni.example/cas//' }).server, 'https://cas.uni.example/cas');
  });

  test('are protocol 3 with single logout unless said', () => {
    const { protocol, singleLogout } = casProfile();
    assert.deepEqual([protocol, singleLogout], [3, true]);
  });

  for (const server of [
    'http://cas.uni.example/cas',
    'https://cas.uni.example/cas/login',
    'https://cas.uni.example/cas/p3/serviceValidate',
    'https://cas.uni.example/cas?x=1',
    'https://cas.uni.example/cas#x',
    'https://user@cas.uni.example/cas',
    'cas.uni.example',
  ]) {
    test(`do not take ${server} for a server`, () => {
      assert.throws(() => casProfile({ server }));
    });
  }

  for (const protocol of [0, 4, '3']) {
    test(`do not take ${JSON.stringify(protocol)} for a protocol`, () => {
      assert.throws(() => casProfile({ protocol }));
    });
  }
});

describe('what the administrator of the CAS server is told', () => {
  const facts = async (options = {}) =>
    new Map((await casBench({ options }).built.registration()).facts.map(({ label, value }) => [label, value]));

  test('has a pattern that takes the service of every attempt, and no other address', async () => {
    const pattern = new RegExp((await facts()).get('Service URL as a pattern') ?? '');
    const { service } = await casBench().begin();
    assert.match(service.href, pattern);
    for (const other of [
      `${service.href}&x=1`,
      service.href.replace('login.library', 'loginxlibrary'),
      `https://evil.example/?${service.href}`,
      callback.replace('callback', 'callback/x?state=a'),
    ]) {
      assert.doesNotMatch(other, pattern);
    }
  });

  test('names the attribute that the match rule reads', async () => {
    assert.equal((await facts()).get('Attribute wanted'), 'studentNumber');
    const bySubject = await facts({ match: { from: 'subject', to: 'STUDENT_NO' } });
    assert.match(bySubject.get('Attribute wanted') ?? '', /user name/);
  });

  test('says whether sign-outs are wanted', async () => {
    assert.match((await facts()).get('Single logout') ?? '', /POST to the service URL/);
    assert.equal((await facts({ singleLogout: false })).get('Single logout'), 'not wanted');
  });
});
