// Every address that is spoken of with a CAS server. A value goes into one only as a query parameter, encoded by the
// platform: nothing that came from outside can add a parameter or end one.
import type { CasOptions } from './options.ts';

const validators = { 1: '/validate', 2: '/serviceValidate', 3: '/p3/serviceValidate' } as const;

/** The service that a ticket is for: our callback with the state of one attempt, so that it is good for no other. */
export function serviceUrl(callback: string, state: string): string {
  return withQuery(callback, { state });
}

/** CAS 3.0 section 2.1.1. */
export function loginUrl(
  { server }: Pick<CasOptions, 'server'>,
  service: string,
  how: { readonly renew: boolean; readonly gateway: boolean },
): string {
  return withQuery(`${server}/login`, {
    service,
    ...(how.renew ? { renew: 'true' } : {}),
    ...(how.gateway ? { gateway: 'true' } : {}),
  });
}

/** CAS 3.0 section 2.3.1. Servers of the protocols before know the parameter as `url`. */
export function logoutUrl({ server, protocol }: Pick<CasOptions, 'server' | 'protocol'>, service: string): string {
  return withQuery(`${server}/logout`, protocol === 3 ? { service } : { service, url: service });
}

export function validatorUrl({ server, protocol }: Pick<CasOptions, 'server' | 'protocol'>): string {
  return `${server}${validators[protocol]}`;
}

/** CAS 3.0 sections 2.4.1, 2.5.1. With `renew` the server takes only a ticket for which credentials were presented. */
export function validationUrl(
  options: Pick<CasOptions, 'server' | 'protocol'>,
  asked: { readonly service: string; readonly ticket: string; readonly renew: boolean },
): string {
  const { service, ticket, renew } = asked;
  return withQuery(validatorUrl(options), { service, ticket, ...(renew ? { renew: 'true' } : {}) });
}

function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
