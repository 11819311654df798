// The last handler: every fault becomes a page (or JSON) of its code's own status; what is ours to mend is logged.
import type { ErrorRequestHandler, Request, Response } from 'express';
import { type ErrorCode, errorCatalogue, VestibuleError } from '../domain/errors.ts';
import type { Log } from '../observability/log.ts';
import { asVestibuleError } from './faults.ts';
import { pageHeaders, retryHeaders } from './headers.ts';
import { chooseLanguage } from './languages.ts';
import { messageLanguages, translatorFor } from './messages.ts';
import { renderError } from './pages/failure.ts';
import type { Visits } from './visit.ts';

export function errorHandler(deps: {
  readonly visits: Visits;
  readonly publicUrl: string;
  readonly log: Log;
}): ErrorRequestHandler {
  return (thrown, req, res, next) => {
    const error = asVestibuleError(thrown);
    logFault(deps.log, error, req);
    if (res.headersSent) return next(error);
    res.set(retryHeaders(error.status));
    if (req.accepts(['html', 'json']) === 'json') {
      res.status(error.status).set('cache-control', 'no-store').json({ error: error.code });
    } else sendErrorPage(deps, req, res, error.code);
  };
}

export function notFound(): never {
  throw new VestibuleError('VST_NOT_FOUND', 'Nothing has this address.');
}

/** In the institution's frame where the address names one, else in a bare one. */
export function sendErrorPage(
  { visits, publicUrl }: { readonly visits: Visits; readonly publicUrl: string },
  req: Request,
  res: Response,
  code: ErrorCode,
  reference?: string,
): void {
  const visit = visits.ifAny(req, res);
  const { language } = chooseLanguage({
    query: undefined,
    cookie: undefined,
    acceptLanguage: req.headers['accept-language'],
    offered: messageLanguages,
  });
  const bare = { institutionName: 'Vestibule', slug: '', language, otherLanguages: [], help: undefined };
  const home = visit === undefined ? [] : [{ type: 'try-again' as const, href: `/${visit.institution.slug}/login` }];
  const html = renderError(
    visit?.frame(`/${visit.institution.slug}/login`) ?? bare,
    { code, reference, actions: home },
    visit?.translate ?? translatorFor(language),
  );
  res
    .status(errorCatalogue[code].status)
    .set(pageHeaders({ publicUrl, formActionOrigins: [] }))
    .type('html')
    .send(html);
}

function logFault(log: Log, error: VestibuleError, req: Request): void {
  const fields = { code: error.code, method: req.method, status: error.status, message: error.message };
  if (error.status < 500) return log.info('request refused', fields);
  const cause = error.cause instanceof Error ? error.cause : error;
  log.error('request failed', { ...fields, stack: cause.stack });
}
