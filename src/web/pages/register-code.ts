import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import { codeProblem } from './email-code.ts';
import type { EmailCodeView } from './email-views.ts';
import { referenceLine } from './reference.ts';

/** Takes the code of the letter that proves the address; the same whether or not a code was sent. */
export function renderRegisterCode(frame: Frame, view: EmailCodeView, translate: Translator): string {
  const { problem } = view;
  const described = problem === undefined ? 'how' : 'problem how';
  const isInvalid = problem?.type === 'wrong' || problem?.type === 'not-a-code';
  const body = html`<p class="lead" id="how">${translate('register.code.sent', { address: view.typed, minutes: view.minutes })}</p>
<form method="post" action="${view.action}">
${problem !== undefined && codeProblem(problem, translate)}
<div class="field">
<label for="code">${translate('email.code.label')}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" autocapitalize="none" autocorrect="off" spellcheck="false" dir="ltr" maxlength="40" aria-describedby="${described}"${isInvalid && html` aria-invalid="true"`} required autofocus>
</div>
<button class="button primary" type="submit">${translate('register.code.submit')}</button>
</form>
<section>
<h2>${translate('email.none.title')}</h2>
<p>${translate('register.code.none')}</p>
<p><a class="button" href="${view.againHref}">${translate('register.code.again')}</a></p>
${view.reference !== undefined && referenceLine(view.reference, translate)}
</section>`;
  const windowTitle = problem === undefined ? {} : { windowTitle: translate('register.code.titleWithError') };
  return layout(frame, { heading: translate('register.code.title'), body, ...windowTitle }, translate);
}
