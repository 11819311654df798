import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, NewPasswordView } from '../views.ts';
import { hiddenFields } from './hidden-fields.ts';

/** Asks for a new password, once: what was typed can be looked at, so it need not be typed twice. */
export function renderNewPassword(frame: Frame, view: NewPasswordView, translate: Translator): string {
  const failed = view.faults.length > 0;
  const described = failed ? 'problem rules' : 'rules';
  const invalid = failed && html` aria-invalid="true"`;
  const body = html`<p class="lead">${translate(`newPassword.why.${view.why}`)}</p>
<form method="post" action="${view.action}">
${hiddenFields(view.fields)}
${failed && problem(view.faults, view.minLength, translate)}
<p class="hint" id="rules">${translate('newPassword.rules', { length: view.minLength })}</p>
<div class="field">
<label for="username">${translate('signIn.username')}</label>
<input id="username" name="username" type="text" value="${view.username}" autocomplete="username" dir="auto" readonly>
</div>
<div class="field">
<label for="password">${translate('newPassword.label')}</label>
<div class="secret">
<input id="password" name="password" type="password" autocomplete="new-password" autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto" aria-describedby="${described}"${invalid} required autofocus>
<button class="quiet" type="button" data-shows="password" aria-pressed="false" aria-label="${translate('signIn.password.showLabel')}" hidden>${translate('signIn.password.show')}</button>
</div>
</div>
<button class="button primary" type="submit">${translate('newPassword.submit')}</button>
</form>`;
  const page = { heading: translate('newPassword.title'), body, scripts: ['show-password.js'] as const };
  const windowTitle = failed ? { windowTitle: translate('newPassword.titleWithError') } : {};
  return layout(frame, { ...page, ...windowTitle }, translate);
}

function problem(faults: NewPasswordView['faults'], length: number, translate: Translator): Html {
  return html`<div class="problem" id="problem" role="alert">
<p class="strong">${translate('error.VST_PASSWORD_WEAK.title')}</p>
<ul class="plain">${faults.map((fault) => html`<li>${translate(`newPassword.fault.${fault}`, { length })}</li>`)}</ul>
</div>`;
}

export function renderPasswordChanged(frame: Frame, signInHref: string, translate: Translator): string {
  const body = html`<p class="lead">${translate('newPassword.done.text')}</p>
<p><a class="button primary" href="${signInHref}">${translate('signIn.submit')}</a></p>`;
  return layout(frame, { heading: translate('newPassword.done.title'), body }, translate);
}
