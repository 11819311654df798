import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import { emailProblem, otherWay } from './email-parts.ts';
import type { EmailCodeView } from './email-views.ts';
import { referenceLine } from './reference.ts';

/** The window where she began: says what was done, the same for every address, and takes the code. */
export function renderEmailCode(frame: Frame, view: EmailCodeView, translate: Translator): string {
  const { problem } = view;
  const described = problem === undefined ? 'how' : 'problem how';
  const isInvalid = problem?.type === 'wrong' || problem?.type === 'not-a-code';
  const body = html`<p class="lead" id="how">${translate(view.registers === true ? 'email.code.sentNew' : 'email.code.sent', { address: view.typed, minutes: view.minutes })}</p>
<form method="post" action="${view.action}">
${problem !== undefined && codeProblem(problem, translate)}
<div class="field">
<label for="code">${translate('email.code.label')}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" autocapitalize="none" autocorrect="off" spellcheck="false" dir="ltr" maxlength="40" aria-describedby="${described}"${isInvalid && html` aria-invalid="true"`} required autofocus>
</div>
<button class="button primary" type="submit">${translate('signIn.submit')}</button>
</form>
<p class="hint">${translate('email.code.link')}</p>
<section>
<h2>${translate('email.none.title')}</h2>
<p>${translate('email.none.text')}</p>
<p><a class="button" href="${view.againHref}">${translate('email.code.again')}</a></p>
${view.reference !== undefined && referenceLine(view.reference, translate)}
</section>
${otherWay(view.otherHref, translate)}`;
  const windowTitle = problem === undefined ? {} : { windowTitle: translate('email.code.titleWithError') };
  return layout(frame, { heading: translate('email.code.title'), body, ...windowTitle }, translate);
}

export function codeProblem(problem: NonNullable<EmailCodeView['problem']>, translate: Translator): Html {
  switch (problem.type) {
    case 'wrong':
      return emailProblem(
        translate('email.code.wrong.title'),
        translate('email.code.wrong.text', { left: problem.left }),
      );
    case 'not-a-code':
      return emailProblem(translate('email.code.form.title'), translate('email.code.form.text'));
    case 'over':
      return emailProblem(translate('email.code.over.title'), translate('email.code.over.text'));
    case 'too-many':
      return emailProblem(translate('email.code.many.title'), translate('email.code.many.text'));
  }
}
