// The SIP2 door: what its settings may not say together.
import type { DataFault } from '../faults.ts';
import type { Rule } from '../rules.ts';
import type { TerminalConfig } from '../sip2.ts';
import { didYouMean } from '../suggest.ts';
import type { InstallationView, InstitutionView } from '../view.ts';
import { takesPassword } from './library-systems.ts';
import { isLoopbackHost, isNetwork } from './network.ts';
import { unknownType } from './relying-parties.ts';

type Path = DataFault['path'];

function perTerminal(check: (terminal: TerminalConfig, path: Path, view: InstitutionView) => Iterable<DataFault>) {
  return function* (view: InstitutionView): Generator<DataFault> {
    for (const [index, terminal] of (view.frame?.sip2.terminals ?? []).entries()) {
      yield* check(terminal, ['sip2', 'terminals', index], view);
    }
  };
}

export const sip2Rules: readonly Rule<InstitutionView>[] = [
  {
    name: 'terminal-ids-unique',
    *check(view) {
      const taken = new Map(
        view.relyingParties.flatMap(({ name }) => (name === undefined ? [] : [[name, 'a relying party']])),
      );
      for (const [index, { id }] of (view.frame?.sip2.terminals ?? []).entries()) {
        const owner = taken.get(id);
        if (owner !== undefined) {
          yield { path: ['sip2', 'terminals', index, 'id'], message: `"${id}" is ${owner} already: take another id` };
        }
        taken.set(id, 'a terminal');
      }
    },
  },
  {
    name: 'terminal-logins-unique',
    *check(view) {
      const users = new Map<string, string>();
      for (const [index, { id, login }] of (view.frame?.sip2.terminals ?? []).entries()) {
        if (login === undefined) continue;
        const owner = users.get(login.user);
        if (owner !== undefined) {
          const message = `"${login.user}" is the login of "${owner}" already: which of the two it is could not be told`;
          yield { path: ['sip2', 'terminals', index, 'login', 'user'], message };
        }
        users.set(login.user, id);
      }
    },
  },
  {
    name: 'terminal-is-known-by-something',
    check: perTerminal(function* ({ login, networks }, path) {
      for (const [index, text] of networks.entries()) {
        if (!isNetwork(text)) yield { path: [...path, 'networks', index], message: notANetwork(text) };
      }
      if (login !== undefined) return;
      if (networks.length === 0) {
        yield { path, message: 'anybody could be this terminal: set "login", or name its addresses in "networks"' };
      }
      for (const [index, text] of networks.entries()) {
        if (!isEverybody(text)) continue;
        yield { path: [...path, 'networks', index], message: `"${text}" is every address: set "login" as well` };
      }
    }),
  },
  {
    name: 'terminal-pins-count-at-this-door',
    check: perTerminal(function* ({ credential }, path, { frame }) {
      if (credential !== 'pin' || frame?.pins.doors.includes('sip2') !== false) return;
      yield { path: [...path, 'credential'], message: 'PINs do not count at this door: expected "sip2" in pins.doors' };
    }),
  },
  {
    name: 'terminal-passwords-can-be-checked',
    check: perTerminal(function* ({ credential, profile }, path, { loginProfiles }) {
      if (profile !== undefined) {
        if (credential !== 'password') {
          yield { path: [...path, 'profile'], message: 'only for credential: password' };
          return;
        }
        const named = loginProfiles.find(({ name }) => name === profile);
        if (named === undefined) {
          const known = loginProfiles.flatMap(({ name }) => (name === undefined ? [] : [name]));
          const message = `there is no login profile "${profile}"`;
          yield { path: [...path, 'profile'], message, hint: didYouMean(profile, known) };
        } else if (named.value !== undefined && !takesPassword(named.value)) {
          const message = `"${profile}" takes no password that could be typed at a terminal: name one of a directory, a library system or the library password`;
          yield { path: [...path, 'profile'], message };
        }
        return;
      }
      if (credential !== 'password') return;
      if (loginProfiles.some(({ value }) => value === undefined || (value.enabled && takesPassword(value)))) return;
      const message =
        'no login profile takes a name and a password: expected one of kind password, ldap or a library system';
      yield { path: [...path, 'credential'], message };
    }),
  },
  {
    name: 'terminal-scans-known-types',
    check: perTerminal(function* ({ identifiers, release }, path, view) {
      for (const [index, code] of (identifiers ?? []).entries()) {
        if (code !== 'primary') yield* unknownType(view, code, [...path, 'identifiers', index]);
      }
      for (const [field, source] of Object.entries(release.fields)) {
        if (typeof source === 'string' || !('identifier' in source)) continue;
        for (const code of [source.identifier].flat()) {
          yield* unknownType(view, code, [...path, 'release', 'fields', field, 'identifier']);
        }
      }
    }),
  },
  {
    name: 'a-card-alone-tells-nothing',
    check: perTerminal(function* ({ credential, release }, path) {
      if (credential !== 'card-only') return;
      const message = 'a card proves nothing about who holds it: expected credential: pin or password, or none of this';
      if (Object.keys(release.fields).length > 0) yield { path: [...path, 'release', 'fields'], message };
      if (release.blocks) yield { path: [...path, 'release', 'blocks'], message };
    }),
  },
];

export const installationSip2Rules: readonly Rule<InstallationView>[] = [
  {
    name: 'sip2-in-clear-is-a-decision',
    *check({ sip2 }) {
      for (const [index, { host, tls, plainTcp, networks }] of (sip2?.listeners ?? []).entries()) {
        const path = ['sip2', 'listeners', index];
        for (const [place, text] of networks.entries()) {
          if (!isNetwork(text)) yield { path: [...path, 'networks', place], message: notANetwork(text) };
        }
        if (tls !== undefined) {
          if (plainTcp)
            yield { path: [...path, 'plainTcp'], message: 'a listener speaks TLS or not: remove "tls" or "plainTcp"' };
          continue;
        }
        if (isLoopbackHost(host)) continue;
        if (!plainTcp) {
          const message = `"${host}" can be reached from other machines, and PINs and passwords would travel in clear: set "tls", or say plainTcp: true`;
          yield { path: [...path, 'host'], message };
        } else if (networks.length === 0 || networks.some(isEverybody)) {
          const message = 'plain TCP is not for everybody: name the networks of the terminals, such as 10.20.30.0/24';
          yield { path: [...path, 'networks'], message };
        }
      }
    },
  },
  {
    name: 'sip2-listeners-apart',
    *check({ sip2, listen, metrics }) {
      const taken = new Set(
        [listen, metrics?.listen].flatMap((at) => (at === undefined ? [] : [`${at.host} ${at.port}`])),
      );
      for (const [index, { host, port }] of (sip2?.listeners ?? []).entries()) {
        if (port !== 0 && taken.has(`${host} ${port}`)) {
          yield {
            path: ['sip2', 'listeners', index, 'port'],
            message: 'something else listens here: take another port',
          };
        }
        taken.add(`${host} ${port}`);
      }
    },
  },
];

function isEverybody(network: string): boolean {
  return network.endsWith('/0');
}

function notANetwork(text: string): string {
  return `found "${text}", expected an address or a range such as 10.0.0.0/8 or fd00::/8`;
}
