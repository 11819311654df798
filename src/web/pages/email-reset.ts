import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import { emailProblem } from './email-parts.ts';
import type { ResetAskedView, ResetAskView } from './email-views.ts';
import { referenceLine } from './reference.ts';

/** Asks who forgot her password. */
export function renderResetAsk(frame: Frame, view: ResetAskView, translate: Translator): string {
  const { problem } = view;
  const described = problem === undefined ? 'how' : 'problem how';
  const body = html`<form method="post" action="${view.action}">
${problem === 'empty' && emailProblem(translate('reset.ask.empty.title'), translate('reset.ask.empty.text'))}
${problem === 'VST_TOO_MANY_REQUESTS' && emailProblem(translate('error.VST_TOO_MANY_REQUESTS.title'), translate('error.VST_TOO_MANY_REQUESTS.text'))}
<p class="hint" id="how">${translate('reset.ask.how')}</p>
<div class="field">
<label for="name">${translate('reset.ask.label')}</label>
<input id="name" name="name" type="text" value="${view.typed}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto" maxlength="254" aria-describedby="${described}"${problem === 'empty' && html` aria-invalid="true"`} required autofocus>
</div>
<button class="button primary" type="submit">${translate('reset.ask.submit')}</button>
</form>
<p class="cancel"><a href="${view.signInHref}">${translate('reset.back')}</a></p>`;
  const windowTitle = problem === undefined ? {} : { windowTitle: translate('reset.ask.titleWithError') };
  return layout(frame, { heading: translate('reset.ask.title'), body, ...windowTitle }, translate);
}

/** The same for every name. */
export function renderResetAsked(frame: Frame, view: ResetAskedView, translate: Translator): string {
  const body = html`<p class="lead">${translate('reset.asked.text', { name: view.typed })}</p>
<section>
<h2>${translate('email.none.title')}</h2>
<p>${translate('email.none.text')}</p>
<p><a class="button" href="${view.againHref}">${translate('reset.asked.again')}</a></p>
${referenceLine(view.reference, translate)}
</section>
<p class="cancel"><a href="${view.signInHref}">${translate('reset.back')}</a></p>`;
  return layout(frame, { heading: translate('reset.asked.title'), body }, translate);
}
