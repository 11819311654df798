// /{slug}/reset/ask: a person who forgot her password is mailed a link to set a new one, to an address that stands in her
// record. What is answered is the same for every name.
import type { Request } from 'express';
import { type ErrorCode, errorCatalogue, VestibuleError } from '../../domain/errors.ts';
import { newTraceCode } from '../../resolution/trace-code.ts';
import { renderResetAsk, renderResetAsked } from '../../web/pages/email-reset.ts';
import type { Visit } from '../../web/visit.ts';
import { formField } from '../form-fields.ts';
import type { EmailDeps } from './deps.ts';
import { mayAsk } from './limits.ts';
import { offersReset } from './offers-reset.ts';
import { resetLimits, sendResetMail } from './reset-mail.ts';

const nameMax = 320;

export async function showResetAsk(deps: EmailDeps, visit: Visit): Promise<void> {
  checkOffered(deps, visit);
  showForm(visit, '');
}

export async function submitResetAsk(deps: EmailDeps, visit: Visit, req: Request): Promise<void> {
  checkOffered(deps, visit);
  const typed = formField(req, 'name', nameMax).trim();
  if (typed === '') return showForm(visit, typed, 'empty');
  if (!(await mayAsk(deps, visit, resetLimits))) return showForm(visit, typed, 'VST_TOO_MANY_REQUESTS');
  const { institution } = visit;
  const { timeZone } = institution.config;
  const reference = newTraceCode(deps.random);
  const at = deps.clock.now();
  const asked = { at, source: visit.source.key, userAgent: req.get('user-agent'), language: visit.language, timeZone };
  deps.afterAnswer.later(() => sendResetMail(deps, { institution, typed, asked, reference }));
  const path = pathOf(visit);
  const view = { typed, reference, againHref: path, signInHref: `/${institution.slug}/login` };
  visit.send(200, renderResetAsked(visit.frame(path), view, visit.translate));
}

function checkOffered({ mailer }: EmailDeps, { institution }: Visit): void {
  if (offersReset(institution, mailer !== undefined)) return;
  throw new VestibuleError('VST_NOT_FOUND', 'Nobody is mailed links for new passwords here.');
}

function showForm(visit: Visit, typed: string, problem?: 'empty' | Extract<ErrorCode, 'VST_TOO_MANY_REQUESTS'>): void {
  const path = pathOf(visit);
  const view = { action: path, typed, problem, signInHref: `/${visit.institution.slug}/login` };
  const status = problem === undefined ? 200 : problem === 'empty' ? 422 : errorCatalogue[problem].status;
  visit.send(status, renderResetAsk(visit.frame(path), view, visit.translate));
}

function pathOf({ institution }: Visit): string {
  return `/${institution.slug}/reset/ask`;
}
