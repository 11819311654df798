// The CAS door: `/{slug}/cas`, protocol 1 to 3.
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Door } from '../../domain/login.ts';
import { type Format, failureAnswer, plainAnswer, proxyAnswer, validationAnswer, type Written } from './answers.ts';
import type { CasDoorDeps } from './deps.ts';
import { bodyOf, entranceOf, isSet, isValidation, parameterOf, queryOf, type ValidationPath } from './entrance.ts';
import { createAnswers, login } from './login.ts';
import { buyTicket } from './proxy-grant.ts';
import { readSamlQuestion, samlAnswer } from './saml-one.ts';
import { logout, tellSignedOut } from './sign-out.ts';
import { type Answer, type Failure, type Question, validate } from './validate.ts';

export type { CasDoorDeps } from './deps.ts';

export interface CasDoor extends Door {
  /** For `app.use('/:slug/cas', handler)`, before anything that reads bodies. Faults go to the error handler. */
  readonly handler: RequestHandler;
}

const invalidRequest: Failure = { type: 'failure', code: 'INVALID_REQUEST' };
const internalError: Failure = { type: 'failure', code: 'INTERNAL_ERROR' };

export function createCasDoor(deps: CasDoorDeps): CasDoor {
  async function handle(slug: string, req: Request, res: Response): Promise<void> {
    const path = entranceOf(req);
    if (path === '/login') return login(deps, slug, req, res);
    if (path === '/logout') return logout(deps, slug, req, res);
    if (path === '/proxy') return send(res, await answerProxy(slug, req));
    if (isValidation(path)) return send(res, await answerValidation(slug, path, req));
    send(res, await answerSaml(slug, req));
  }

  async function answerValidation(slug: string, path: ValidationPath, req: Request): Promise<Written> {
    const query = oneOfEach(queryOf(req), ['ticket', 'service', 'renew', 'pgtUrl', 'format']);
    const format = formatOf(query?.get('format'));
    const tellsAttributes = path.startsWith('/p3/');
    const answer =
      query === undefined || format === undefined
        ? invalidRequest
        : await asked(slug, {
            ticket: query.get('ticket'),
            service: query.get('service'),
            renew: isSet(query.get('renew')),
            pgtUrl: path === '/validate' ? undefined : query.get('pgtUrl'),
            kinds: path.endsWith('/proxyValidate') ? ['ST', 'PT'] : ['ST'],
            tellsAttributes,
          });
    return path === '/validate' ? plainAnswer(answer) : validationAnswer(answer, format ?? 'XML', tellsAttributes);
  }

  async function answerSaml(slug: string, req: Request): Promise<Written> {
    const { ticket, requestId } = readSamlQuestion(await bodyOf(req));
    const query = oneOfEach(queryOf(req), ['TARGET', 'renew']);
    const question = {
      ticket,
      service: query?.get('TARGET'),
      renew: isSet(query?.get('renew')),
      pgtUrl: undefined,
      kinds: ['ST'],
      tellsAttributes: true,
    } as const;
    const answer = query === undefined ? invalidRequest : await asked(slug, question);
    const newId = () => `_${Buffer.from(deps.random.bytes(16)).toString('hex')}`;
    return samlAnswer(answer, { issuer: `${deps.publicUrl}/${slug}/cas`, requestId, now: deps.clock.now(), newId });
  }

  async function answerProxy(slug: string, req: Request): Promise<Written> {
    const query = oneOfEach(queryOf(req), ['pgt', 'targetService', 'format']);
    const format = formatOf(query?.get('format'));
    if (query === undefined || format === undefined) return failureAnswer('proxyFailure', 'INVALID_REQUEST', 'XML');
    const question = { pgt: query.get('pgt'), targetService: query.get('targetService') };
    return proxyAnswer(await ofOurs(buyTicket(deps, slug, question)), format);
  }

  const asked = (slug: string, question: Question): Promise<Answer> => ofOurs(validate(deps, slug, question));

  /** A fault of ours is told in the protocol's own word; what it was is for the log. */
  async function ofOurs<T>(answer: Promise<T>): Promise<T | Failure> {
    try {
      return await answer;
    } catch (error) {
      deps.report(error);
      return internalError;
    }
  }

  return {
    ...createAnswers(deps),
    tellSignedOut: (institution, participant) => tellSignedOut(deps, institution, participant),
    async handler(req: Request, res: Response, next: NextFunction): Promise<void> {
      const { slug } = req.params;
      if (typeof slug !== 'string' || deps.institutions.get(slug) === undefined) return next();
      await handle(slug, req, res);
    },
  };
}

/** Undefined when one of them is repeated. */
function oneOfEach<Name extends string>(
  parameters: URLSearchParams,
  names: readonly Name[],
): { get(name: Name): string | undefined } | undefined {
  const values = new Map<Name, string | undefined>();
  for (const name of names) {
    const found = parameterOf(parameters, name);
    if (found.type === 'repeated') return undefined;
    values.set(name, found.value);
  }
  return { get: (name) => values.get(name) };
}

function formatOf(text: string | undefined): Format | undefined {
  const format = (text ?? 'XML').toUpperCase();
  return format === 'XML' || format === 'JSON' ? format : undefined;
}

/** Section 2.5: every answer of these addresses has the status 200; what it says stands in it. */
function send(res: Response, { type, body }: Written): void {
  res
    .status(200)
    .set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-type': `${type}; charset=utf-8` })
    .send(body);
}
