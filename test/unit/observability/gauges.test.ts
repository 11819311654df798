import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Registry } from 'prom-client';
import { routeOf } from '../../../src/app/observed.ts';
import { registerGauges, type UpstreamGauge } from '../../../src/observability/gauges.ts';

const at = Date.UTC(2026, 2, 2, 9);

describe('Figures of upstreams', () => {
  const failing: UpstreamGauge = {
    institution: 'demo',
    profile: 'campus',
    state: {
      failing: true,
      away: true,
      checkedAt: at,
      lastSuccess: at - 60_000,
      checks: [{ name: 'bind' }, { name: 'certificate', endsAt: at + 1000 }],
    },
  };

  test('say what the probes found, and cost the stores one reading', async () => {
    let read = 0;
    const registry = new Registry();
    const upstreams = async () => {
      read++;
      return [failing, { institution: 'demo', profile: 'never-probed', state: undefined }];
    };
    registerGauges(registry, { upstreams, hashing: () => ({ running: 1, waiting: 7 }) });
    const text = await registry.metrics();
    const of = '{institution="demo",profile="campus"}';
    for (const line of [
      `vestibule_upstream_failing${of} 1`,
      `vestibule_upstream_away${of} 1`,
      `vestibule_upstream_probed_timestamp_seconds${of} ${at / 1000}`,
      `vestibule_upstream_last_success_timestamp_seconds${of} ${at / 1000 - 60}`,
      `vestibule_upstream_expiry_timestamp_seconds{institution="demo",profile="campus",check="certificate"} ${at / 1000 + 1}`,
      'vestibule_password_hashing{state="waiting"} 7',
    ]) {
      assert.ok(text.includes(`${line}\n`), line);
    }
    assert.doesNotMatch(text, /never-probed/);
    assert.equal(read, 1);
  });

  test('of a profile that is gone are told no more', async () => {
    const registry = new Registry();
    let configured = [failing];
    registerGauges(registry, { upstreams: async () => configured, hashing: () => ({ running: 0, waiting: 0 }) });
    assert.match(await registry.metrics(), /campus/);
    configured = [];
    assert.doesNotMatch(await registry.metrics(), /campus/);
  });

  test('are left out when a store does not answer, and the others are told all the same', async () => {
    const registry = new Registry();
    const gone = () => Promise.reject(new Error('gone'));
    registerGauges(registry, { upstreams: gone, lettersWaiting: gone, hashing: () => ({ running: 2, waiting: 0 }) });
    assert.match(await registry.metrics(), /vestibule_password_hashing\{state="running"\} 2/);
  });
});

test('an address is counted by its kind, whatever stands in it', () => {
  const kinds = {
    '/healthz': 'operation',
    '/assets/vestibule.css': 'asset',
    '/demo/oidc/token': 'oidc',
    '/demo/login': 'sign-in',
    '/demo/login/campus': 'sign-in',
    '/demo/login/campus/callback': 'upstream-return',
    '/demo/login/campus/metadata': 'metadata',
    '/demo/me/methods': 'session',
    '/demo/reset/ask': 'self-service',
    '/wp-login.php': 'other',
    '/': 'other',
  };
  for (const [path, kind] of Object.entries(kinds)) assert.equal(routeOf(path), kind, path);
});
