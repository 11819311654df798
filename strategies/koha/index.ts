// A person's password in Koha: the REST API says whether it is right, and who she is there.
import type { StrategyDeps, StrategyKind } from '../../src/domain/strategy.ts';
import {
  type AskJson,
  askWithin,
  codeIn,
  type JsonAnswer,
  type JsonCall,
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
import { isSameName } from '../library-system/typed.ts';
import { type KohaAccount, openAccount } from './account.ts';
import type { KohaOptions } from './options.ts';

/** What Koha says with status 400 when it compared the password, or would not; it never says that a name is unknown. */
const refusals: readonly string[] = ['Validation failed', 'Password expired'];

interface Names {
  readonly patron_id: string;
  readonly cardnumber: string | undefined;
  readonly userid: string | undefined;
}

function openKoha(options: KohaOptions, deps: StrategyDeps): LibrarySystem {
  const account = openAccount(options, deps);
  return {
    probed: {
      name: 'password validation',
      remedy: 'See whether "account" is right and has the permission borrowers, and "baseUrl"',
    },
    async check(name, password) {
      const ask = askWithin(deps.outbound, options.timeoutSeconds * 1000);
      const validated = await askAs(account, ask, {
        method: 'POST',
        url: under(options.baseUrl, 'api/v1/auth/password/validation'),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ identifier: name, password }),
      });
      const names = namesIn(validated);
      if (names === undefined) return validationFailure(validated);
      if (![names.cardnumber, names.userid].some((one) => one !== undefined && isSameName(one, name))) {
        return contradiction('the answer is about a patron who does not bear this name');
      }
      const subject = names[options.subject];
      if (subject === undefined) return contradiction(`the patron has no ${options.subject}`);
      const right = { type: 'right' as const, subject, attributes: attributesOf({ ...names }) };
      return options.readPatron ? withRecord(right, names, await readPatron(options, account, ask, names)) : right;
    },
  };
}

/** A kept token that Koha does not take any more is replaced, once. */
async function askAs(account: KohaAccount, ask: AskJson, call: JsonCall, again = true): Promise<JsonAnswer> {
  const authorization = await account.authorization(ask);
  if (typeof authorization !== 'string') return { status: authorization.status, body: undefined };
  const answer = await ask({ ...call, headers: { ...call.headers, authorization } });
  return answer.status === 401 && again && account.forget(authorization) ? askAs(account, ask, call, false) : answer;
}

/** Undefined for anything but 201 with all that belongs to it. */
function namesIn({ status, body }: JsonAnswer): Names | undefined {
  const patronId = nameIn(body?.['patron_id']);
  if (status !== 201 || patronId === undefined || 'error' in (body ?? {})) return undefined;
  return { patron_id: patronId, cardnumber: nameIn(body?.['cardnumber']), userid: nameIn(body?.['userid']) };
}

function validationFailure(answer: JsonAnswer): SystemAnswer {
  const error = codeIn(answer.body?.['error']);
  if (answer.status === 400 && error !== undefined && refusals.includes(error)) {
    return { type: 'refused', reason: 'credentials', detail: `password validation: ${error}` };
  }
  const who = answer.status === 401 || answer.status === 403 ? 'the API account is not let in' : 'password validation';
  return unexpected(who, answer, error);
}

function readPatron(options: KohaOptions, account: KohaAccount, ask: AskJson, names: Names): Promise<JsonAnswer> {
  const url = under(options.baseUrl, `api/v1/patrons/${encodeURIComponent(names.patron_id)}`);
  return askAs(account, ask, { method: 'GET', url, headers: {} });
}

function withRecord(right: Extract<SystemAnswer, { type: 'right' }>, names: Names, answer: JsonAnswer): SystemAnswer {
  const { status, body } = answer;
  if (status !== 200 || body === undefined) return unexpected('reading the patron', answer);
  if (nameIn(body['patron_id']) !== names.patron_id) return contradiction('the record is another patron’s');
  const more = attributesOf({
    email: body['email'],
    given_name: body['firstname'],
    family_name: body['surname'],
    expiry: body['expiry_date'],
    group: body['category_id'],
    library: body['library_id'],
  });
  return { ...right, attributes: { ...more, ...right.attributes } };
}

export const kohaKind: StrategyKind<KohaOptions> = {
  flow: 'form',
  create(options, deps) {
    const issuer = systemName(options);
    return buildLibrarySystem({ profile: options.id, issuer }, openKoha(options, deps), deps, {
      facts: [
        { label: 'system', value: issuer },
        { label: 'API', value: 'POST /api/v1/auth/password/validation' },
        { label: 'address', value: options.baseUrl, internal: true },
        { label: 'permission', value: 'borrowers', internal: true },
      ],
      certificates: [],
    });
  },
};
