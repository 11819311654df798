// An answer that another site posts and that only the browser's own attempt can prove (OpenID Connect `form_post`). Our
// cookies do not come with it. So it is kept, sealed, and the browser sent on to a same-site address, where they do.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { countGoodMessage, limitMessages } from './floods.ts';

const purpose = 'relayed-return';
/** Longest answer that is kept, in characters of a query. */
const answerMax = 8192;

interface Relayed {
  readonly institution: string;
  readonly profile: string;
  readonly query: string;
}

/** The POST. Only an answer to an attempt under way is kept; whose browser it is shows at the next step. */
export async function relayReturn(
  deps: LoginDeps,
  req: Request,
  res: Response,
  visit: Visit,
  profile: ProfileRuntime,
): Promise<void> {
  await limitMessages(deps, visit);
  const answer = parametersOf(req.body);
  const query = answer.toString();
  if (query.length > answerMax) throw new VestibuleError('VST_REQUEST_TOO_LARGE', 'The posted answer is too long.');
  const institution = visit.institution.slug;
  await deps.attempts.answered(answer.get('state')?.split('.')[0] ?? '', institution);
  const relayed: Relayed = { institution, profile: profile.config.id, query };
  const id = await deps.attempts.saveRelayed(deps.sealing.seal(purpose, JSON.stringify(relayed)));
  res.set('cache-control', 'no-store').redirect(303, `${new URL(profile.urls.callback).pathname}?relay=${id}`);
}

/** What the browser came back with, whichever way. */
export interface ReturnedRequest {
  readonly request: Request;
  /** To be called once it is known to be this browser's: of any number of racing calls, one goes on. */
  spend(): Promise<void>;
  /** To be called when the upstream vouched: the message was none of those that are counted. */
  isGood(): Promise<void>;
}

/** @throws VestibuleError VST_ATTEMPT_EXPIRED for a relayed answer that was read, took too long, or is another profile's */
export async function returnedRequest(
  deps: LoginDeps,
  req: Request,
  visit: Visit,
  profile: ProfileRuntime,
): Promise<ReturnedRequest> {
  const id = req.query['relay'];
  if (id === undefined) return { request: req, spend: nothing, isGood: nothing };
  if (typeof id !== 'string') throw expired();
  const sealed = await deps.attempts.readRelayed(id);
  const relayed = JSON.parse(deps.sealing.open(purpose, sealed)) as Relayed;
  if (relayed.institution !== visit.institution.slug || relayed.profile !== profile.config.id) throw expired();
  return {
    request: asReturn(req, relayed.query),
    spend: () => deps.attempts.takeRelayed(id),
    isGood: () => countGoodMessage(deps, visit),
  };
}

/** The request as it would be, had the answer come in its address. */
function asReturn(req: Request, query: string): Request {
  const parameters = new URLSearchParams(query);
  const read = Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
  const [path = ''] = req.originalUrl.split('?');
  return Object.defineProperties(Object.create(req) as Request, {
    originalUrl: { value: `${path}?${query}` },
    query: { value: read },
  });
}

/** A parameter that comes twice stays so, for the strategy to refuse. */
function parametersOf(form: unknown): URLSearchParams {
  const parameters = new URLSearchParams();
  if (typeof form !== 'object' || form === null) return parameters;
  for (const [name, value] of Object.entries(form)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string') parameters.append(name, one);
    }
  }
  return parameters;
}

async function nothing(): Promise<void> {}

function expired(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', 'The answer belongs to another profile.');
}
