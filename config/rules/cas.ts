// Applications that ask by CAS: whose address is whose, which attributes can be told, who may come for whom.
import type { Rule } from '../rules.ts';
import type { CasRelyingParty } from '../schema.ts';
import { didYouMean } from '../suggest.ts';
import type { InstitutionView } from '../view.ts';

/** What every answer holds already. */
const ownAttributes: readonly string[] = [
  'authenticationDate',
  'isFromNewLogin',
  'longTermAuthenticationRequestTokenUsed',
];

export const casRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'cas-service-of-one-application',
    *check(view) {
      const owners = new Map<string, string>();
      for (const { party, path } of casParties(view)) {
        for (const [place, service] of party.services.entries()) {
          const owner = owners.get(service);
          owners.set(service, owner ?? party.id);
          if (owner === undefined) continue;
          yield {
            path: [...path, 'services', place],
            message:
              owner === party.id
                ? `"${service}" stands here twice`
                : `"${service}" is an address of "${owner}" already: nobody could tell which of the two asks`,
          };
        }
      }
    },
  },
  {
    name: 'cas-attributes-are-xml-names',
    *check(view) {
      for (const { party, path } of casParties(view)) {
        for (const name of Object.keys(party.release.claims)) {
          const message = nameFault(name);
          if (message !== undefined) yield { path: [...path, 'release', 'claims', name], at: 'key', message };
        }
      }
    },
  },
  {
    name: 'cas-proxies-are-known',
    *check(view) {
      const proxies = [...casParties(view)].filter(({ party }) => party.proxy !== undefined);
      const known = proxies.map(({ party }) => party.id);
      for (const { party, path } of casParties(view)) {
        for (const [place, id] of (party.proxiedBy ?? []).entries()) {
          if (known.includes(id)) continue;
          yield {
            path: [...path, 'proxiedBy', place],
            message: `"${id}" is no CAS application with "proxy"`,
            hint: didYouMean(id, known) ?? 'give that application "proxy.callbacks", or take its id away here',
          };
        }
      }
    },
  },
  {
    name: 'cas-is-told-where-it-is',
    *check(view) {
      for (const { party, path } of casParties(view)) {
        if (party.logoutUrl === undefined || party.singleLogout) continue;
        yield {
          path: [...path, 'logoutUrl'],
          message: 'an address that is of no use with "singleLogout: false"',
          hint: 'take one of the two away',
        };
      }
    },
  },
];

function nameFault(name: string): string | undefined {
  if (ownAttributes.includes(name)) return `"${name}" is set by the protocol and cannot be an attribute of a release`;
  if (/^[A-Za-z_][A-Za-z0-9._-]*$/.test(name) && !/^xml/i.test(name)) return undefined;
  return `"${name}" cannot be told by CAS: a name is made of letters, digits and . _ -, and begins with a letter`;
}

function* casParties({ relyingParties }: InstitutionView) {
  for (const [index, { value }] of relyingParties.entries()) {
    if (value?.kind === 'cas')
      yield { party: value satisfies CasRelyingParty, path: ['relyingParties', index] as const };
  }
}
