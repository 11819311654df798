import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callback, casBench, casServer } from '../../support/cas-bench.ts';

describe('sending a person to a CAS server', () => {
  test('goes to its login page, with our callback as the service', async () => {
    const { url, service } = await casBench().begin();
    assert.equal(`${url.origin}${url.pathname}`, `${casServer}/login`);
    assert.equal(`${service.origin}${service.pathname}`, callback);
    assert.deepEqual([...url.searchParams.keys()], ['service']);
  });

  test('has the attempt in the service, with something that nobody can guess', async () => {
    const bench = casBench();
    const [one, two] = [await bench.begin(), await bench.begin()];
    const states = [one, two].map(({ service }) => service.searchParams.get('state') ?? '');
    for (const state of states) assert.match(state, /^attempt-1\.[A-Za-z0-9_-]{43}$/);
    assert.notEqual(states[0], states[1]);
  });

  test('asks for credentials anew where a new proof is wanted', async () => {
    const { url } = await casBench().begin({ forceAuthn: true });
    assert.equal(url.searchParams.get('renew'), 'true');
  });

  test('asks to show nothing where nothing is to be shown', async () => {
    const { url } = await casBench().begin({ passive: true });
    assert.equal(url.searchParams.get('gateway'), 'true');
    assert.equal(url.searchParams.has('renew'), false);
  });

  test('is refused where a new proof is wanted and nothing is to be shown', async () => {
    const { outcome } = await casBench().begin({ passive: true, forceAuthn: true });
    assert.equal(outcome.type === 'refused' && outcome.reason, 'cancelled');
  });

  test('asks nobody but the browser', async () => {
    const bench = casBench();
    await bench.begin();
    assert.deepEqual(bench.asked, []);
  });
});
