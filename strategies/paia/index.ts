// A person's password in a system that speaks PAIA: `login` says whether it is right, and who she is there.
import type { StrategyDeps, StrategyFailure, StrategyKind } from '../../src/domain/strategy.ts';
import {
  type AskJson,
  askWithin,
  codeIn,
  type JsonAnswer,
  pathSegment,
  under,
  unexpected,
} from '../library-system/http.ts';
import { systemName } from '../library-system/issuer.ts';
import {
  attributesOf,
  buildLibrarySystem,
  contradiction,
  type LibrarySystem,
  nameIn,
  type SystemAnswer,
} from '../library-system/strategy.ts';
import type { PaiaOptions } from './options.ts';

/** PAIA's own word, and that of the password grant (RFC 6749 section 5.2). */
const refusals: readonly string[] = ['access_denied', 'invalid_grant'];
const refusalStatus: readonly number[] = [400, 401, 403];

interface Grant {
  readonly patron: string;
  readonly token: string;
}

function openPaia(options: PaiaOptions, { outbound }: StrategyDeps): LibrarySystem {
  const { authUrl, coreUrl, timeoutSeconds } = options;
  return {
    probed: {
      name: 'login',
      remedy: 'See "authUrl"',
    },
    async check(name, password) {
      const ask = askWithin(outbound, timeoutSeconds * 1000);
      const scope = coreUrl === undefined ? {} : { scope: 'read_patron' };
      const login = await ask({
        method: 'POST',
        url: under(authUrl, 'login'),
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ username: name, password, grant_type: 'password', ...scope }),
      });
      const grant = grantIn(login);
      if (grant === undefined) return loginFailure(login);
      try {
        return await whoIs(ask, coreUrl, grant);
      } finally {
        // Nobody waits for it: the token is given up, and ends by itself where it cannot be.
        logOut(askWithin(outbound, timeoutSeconds * 1000), authUrl, grant);
      }
    },
  };
}

/** Undefined for anything but 200 with a token and a patron, and no error beside them. */
function grantIn({ status, body }: JsonAnswer): Grant | undefined {
  const patron = nameIn(body?.['patron']);
  const { access_token: token, token_type: type, error } = body ?? {};
  if (status !== 200 || error !== undefined || patron === undefined) return undefined;
  // RFC 6750 section 2.1: what a bearer token is made of.
  if (typeof token !== 'string' || !/^[\w.~+/-]+=*$/.test(token)) return undefined;
  return String(type).toLowerCase() === 'bearer' ? { patron, token } : undefined;
}

function loginFailure(answer: JsonAnswer): StrategyFailure {
  const error = codeIn(answer.body?.['error']);
  const detail = `login: status ${answer.status}, ${error}`;
  if (error !== undefined && refusals.includes(error) && refusalStatus.includes(answer.status)) {
    return { type: 'refused', reason: 'credentials', detail };
  }
  if (answer.status === 404 && error === 'not_found') return { type: 'refused', reason: 'unknown', detail };
  return unexpected('login', answer, error);
}

async function whoIs(ask: AskJson, coreUrl: string | undefined, { patron, token }: Grant): Promise<SystemAnswer> {
  const right = { type: 'right' as const, subject: patron, attributes: attributesOf({ patron }) };
  if (coreUrl === undefined) return right;
  const segment = pathSegment(patron);
  if (segment === undefined) return contradiction('the patron identifier cannot stand in an address');
  const headers = { authorization: `Bearer ${token}` };
  const answer = await ask({ method: 'GET', url: under(coreUrl, segment), headers });
  const { status, body } = answer;
  if (status !== 200 || body === undefined || 'error' in body) {
    return unexpected('reading the patron', answer, codeIn(body?.['error']));
  }
  const more = attributesOf({
    name: body['name'],
    email: body['email'],
    expiry: body['expires'],
    group: body['type'],
    status: body['status'],
  });
  return { ...right, attributes: { ...more, ...right.attributes } };
}

function logOut(ask: AskJson, authUrl: string, { patron, token }: Grant): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ patron });
  ask({ method: 'POST', url: under(authUrl, 'logout'), headers, body }).catch(() => undefined);
}

export const paiaKind: StrategyKind<PaiaOptions> = {
  flow: 'form',
  create(options, deps) {
    const issuer = systemName(options);
    return buildLibrarySystem({ profile: options.id, issuer }, openPaia(options, deps), deps, {
      facts: [
        { label: 'system', value: issuer },
        {
          label: 'API',
          value:
            options.coreUrl === undefined ? 'PAIA auth: login, logout' : 'PAIA auth: login, logout; PAIA core: patron',
        },
        { label: 'address', value: options.authUrl, internal: true },
      ],
      certificates: [],
    });
  },
};
