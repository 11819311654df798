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
    name: 'networks-are-networks',
    *check(view) {
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
