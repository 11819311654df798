import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import { emailProblem, otherWay } from './email-parts.ts';
import type { EmailAskView } from './email-views.ts';

/** Asks for the address that a link and a code are mailed to. */
export function renderEmailAsk(frame: Frame, view: EmailAskView, translate: Translator): string {
  const { problem } = view;
  const described = problem === undefined ? 'how' : 'problem how';
  const invalid = problem === 'not-an-address' && html` aria-invalid="true"`;
  const body = html`<form method="post" action="${view.action}">
${problem === 'not-an-address' && emailProblem(translate('email.ask.invalid.title'), translate('email.ask.invalid.text'))}
${problem === 'VST_TOO_MANY_REQUESTS' && emailProblem(translate('error.VST_TOO_MANY_REQUESTS.title'), translate('error.VST_TOO_MANY_REQUESTS.text'))}
<p class="hint" id="how">${translate(view.registers === true ? 'email.ask.howNew' : 'email.ask.how')}</p>
<div class="field">
<label for="email">${translate('email.ask.label')}</label>
<input id="email" name="email" type="email" value="${view.typed}" autocomplete="email" autocapitalize="none" autocorrect="off" spellcheck="false" dir="ltr" maxlength="254" aria-describedby="${described}"${invalid} required autofocus>
</div>
<button class="button primary" type="submit">${translate('email.ask.submit')}</button>
</form>
${otherWay(view.otherHref, translate)}`;
  const windowTitle = problem === undefined ? {} : { windowTitle: translate('email.ask.titleWithError') };
  return layout(frame, { heading: translate('email.ask.title'), body, ...windowTitle }, translate);
}
