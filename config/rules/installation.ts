import type { Rule } from '../rules.ts';
import type { InstallationView } from '../view.ts';
import { isLoopbackHost, isNetwork } from './network.ts';

/** What Express takes for whole families of private addresses. */
const proxyWords: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

export const installationRules: readonly Rule<InstallationView>[] = [
  {
    name: 'plain-http-stays-on-this-machine',
    *check({ publicUrl, listen }) {
      if (publicUrl === undefined || listen === undefined || isLoopbackHost(listen.host)) return;
      if (!publicUrl.startsWith('http:')) return;
      yield {
        path: ['listen', 'host'],
        message: `"${listen.host}" can be reached from other machines, and publicUrl has no https: expected an https publicUrl (TLS ends at a proxy), or an address of this machine`,
      };
    },
  },
  {
    name: 'public-url-without-credentials',
    *check({ publicUrl }) {
      if (publicUrl === undefined) return;
      const { username, password, hash } = new URL(publicUrl);
      if (username === '' && password === '' && hash === '') return;
      yield { path: ['publicUrl'], message: 'expected nothing but scheme, host and port' };
    },
  },
  {
    name: 'figures-are-not-for-everybody',
    *check({ metrics, listen }) {
      if (metrics === undefined) return;
      const { host, port } = metrics.listen;
      if (port !== 0 && listen !== undefined && host === listen.host && port === listen.port) {
        yield { path: ['metrics', 'listen', 'port'], message: 'Vestibule itself listens here: take another port' };
      }
      if (isLoopbackHost(host) || metrics.token !== undefined || metrics.networks.length > 0) return;
      yield {
        path: ['metrics', 'listen', 'host'],
        message: `"${host}" can be reached from other machines: set "token", or name those who may ask in "networks"`,
      };
    },
  },
  {
    name: 'networks-are-networks',
    *check(view) {
      for (const [index, text] of (view.metrics?.networks ?? []).entries()) {
        if (isNetwork(text)) continue;
        const message = `found "${text}", expected an address or a range such as 10.0.0.0/8 or fd00::/8`;
        yield { path: ['metrics', 'networks', index], message };
      }
      for (const key of ['trustedProxies', 'outboundAllow'] as const) {
        for (const [index, text] of (view[key] ?? []).entries()) {
          if (isNetwork(text) || (key === 'trustedProxies' && proxyWords.includes(text))) continue;
          yield {
            path: [key, index],
            message: `found "${text}", expected an address or a range such as 10.0.0.0/8 or fd00::/8`,
          };
        }
      }
    },
  },
];
