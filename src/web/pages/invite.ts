import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import type { InviteAskView, InviteView } from './attachment-views.ts';
import { emailProblem } from './email-parts.ts';
import { hiddenFields } from './hidden-fields.ts';

/** Asks for the code that the library handed out. */
export function renderInviteAsk(frame: Frame, view: InviteAskView, translate: Translator): string {
  const { problem } = view;
  const described = problem === undefined ? 'how' : 'problem how';
  const body = html`<form method="post" action="${view.action}">
${problem === 'wrong' && emailProblem(translate('invite.ask.wrong.title'), translate('invite.ask.wrong.text'))}
${problem === 'VST_TOO_MANY_REQUESTS' && emailProblem(translate('error.VST_TOO_MANY_REQUESTS.title'), translate('error.VST_TOO_MANY_REQUESTS.text'))}
<p class="hint" id="how">${translate('invite.ask.how')}</p>
<div class="field">
<label for="code">${translate('invite.ask.label')}</label>
<input id="code" name="code" type="text" value="${view.typed}" autocomplete="one-time-code" autocapitalize="characters" autocorrect="off" spellcheck="false" dir="ltr" maxlength="40" aria-describedby="${described}"${problem === 'wrong' && html` aria-invalid="true"`} required autofocus>
</div>
<button class="button primary" type="submit">${translate('invite.ask.submit')}</button>
</form>`;
  const windowTitle = problem === undefined ? {} : { windowTitle: translate('invite.ask.titleWithError') };
  return layout(frame, { heading: translate('invite.ask.title'), body, ...windowTitle }, translate);
}

/** Says what the invitation is to, and for which library. Nothing happens before the button is pressed. */
export function renderInvite(frame: Frame, view: InviteView, translate: Translator): string {
  const { firstName, profileLabel: profile } = view;
  const body = html`${firstName !== undefined && html`<p class="strong">${translate('invite.greeting', { name: firstName })}</p>`}
<p class="lead">${translate('invite.text', { institution: frame.institutionName, profile })}</p>
<form method="post" action="${view.action}">
${hiddenFields(view.fields)}
<button class="button primary" type="submit">${translate('invite.submit', { profile })}</button>
</form>
<p class="hint">${translate('invite.notYou')}</p>`;
  return layout(frame, { heading: translate('invite.title', { profile }), body }, translate);
}
