import { errorCatalogue } from '../../domain/errors.ts';
import { helpContact } from '../help.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { FailureView, Frame } from '../views.ts';
import { referenceLine } from './reference.ts';

/** A sign-in that ended without anybody signed in: why, what to do now, and the code to quote. */
export function renderFailure(frame: Frame, view: FailureView, translate: Translator): string {
  return document(frame, view, undefined, translate);
}

/** Any other fault: an unknown address, a malformed request, a fault of ours. Says its HTTP status too. */
export function renderError(frame: Frame, view: FailureView, translate: Translator): string {
  const status = translate('error.status', { status: String(errorCatalogue[view.code].status) });
  return document(frame, view, html`<p class="status">${status}</p>`, translate);
}

function document(frame: Frame, view: FailureView, status: Html | undefined, translate: Translator): string {
  const help = helpContact(frame, translate, view.reference);
  const body = html`<p>${translate(`error.${view.code}.text`)}</p>
${view.actions.length > 0 && actions(view, translate)}
${(help !== undefined || view.reference !== undefined) && html`<section class="ask"><h2>${translate('failure.help')}</h2>${quote(view.reference, translate)}${help}</section>`}
${status}`;
  return layout(frame, { heading: translate(`error.${view.code}.title`), body, showsHelp: true }, translate);
}

function actions(view: FailureView, translate: Translator): Html {
  return html`<section>
<h2>${translate('failure.actions')}</h2>
<ul class="actions">
${view.actions.map(({ type, href }, index) => html`<li><a class="button${index === 0 ? ' primary' : ''}" href="${href}">${translate(`action.${type}`)}</a></li>`)}
</ul>
</section>`;
}

function quote(reference: string | undefined, translate: Translator): Html | undefined {
  if (reference === undefined) return undefined;
  return html`${referenceLine(reference, translate)}<p class="hint">${translate('failure.reference.why')}</p>`;
}
