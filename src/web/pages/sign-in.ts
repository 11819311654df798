import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { FailureView, Frame, SignInChoice, SignInView } from '../views.ts';
import { referenceLine } from './reference.ts';

/** The ways in: a button for each, and the form of the one that is open. */
export function renderSignIn(frame: Frame, view: SignInView, translate: Translator): string {
  const open = view.choices.findIndex((choice) => choice.id === view.form?.profile);
  const failed = view.form?.error !== undefined;
  // What went wrong is read first; otherwise the institution's own order stands.
  const before = failed ? [] : view.choices.slice(0, Math.max(open, 0));
  const after = view.choices.filter((choice, index) => index !== open && !before.includes(choice));
  const form = view.choices[open];
  const body = html`${view.application !== undefined && html`<p class="lead">${translate('signIn.application', { application: view.application })}</p>`}
${before.length > 0 && html`${choices(before)}${divider(translate)}`}
${form !== undefined && view.form !== undefined && passwordForm(form, view.form, view.choices.length === 1, translate)}
${form !== undefined && after.length > 0 && divider(translate)}
${after.length > 0 && choices(after)}
${view.cancelHref !== undefined && html`<p class="cancel"><a href="${view.cancelHref}">${cancelText(view, translate)}</a></p>`}`;
  return layout(
    frame,
    {
      heading: translate('signIn.title'),
      ...(failed && { windowTitle: translate('signIn.titleWithError') }),
      body,
      scripts: form === undefined ? [] : ['show-password.js'],
    },
    translate,
  );
}

function choices(list: readonly SignInChoice[]): Html {
  return html`<ul class="choices">
${list.map(({ href, label, hint }) => html`<li><a class="choice" href="${href}"><span class="label">${label}</span>${hint !== undefined && html` <span class="hint">${hint}</span>`}</a></li>`)}
</ul>`;
}

function divider(translate: Translator): Html {
  return html`<p class="or"><span>${translate('signIn.or')}</span></p>`;
}

function cancelText(view: SignInView, translate: Translator): string {
  const { application } = view;
  return application === undefined ? translate('signIn.cancel') : translate('signIn.cancelTo', { application });
}

function passwordForm(
  choice: SignInChoice,
  form: NonNullable<SignInView['form']>,
  alone: boolean,
  translate: Translator,
): Html {
  const { error, typedName } = form;
  const described = [choice.hint !== undefined && 'hint', error !== undefined && 'problem'].filter(Boolean).join(' ');
  const attributes = html`${described !== '' && html` aria-describedby="${described}"`}${error?.code === 'VST_CREDENTIALS_REFUSED' && html` aria-invalid="true"`} required`;
  // After a failure the person goes on typing where she has to; a page with nothing but this form starts in it.
  const focus = html` autofocus`;
  const toName = typedName === '' && (alone || error !== undefined);
  return html`<form method="post" action="${choice.href}" aria-labelledby="method">
<div class="method"><h2 id="method">${choice.label}</h2>
${choice.hint !== undefined && html`<p class="hint" id="hint">${choice.hint}</p>`}</div>
${error !== undefined && problem(error, translate)}
<div class="field">
<label for="username">${translate('signIn.username')}</label>
<input id="username" name="username" type="text" value="${typedName}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto" maxlength="255"${attributes}${toName && focus}>
</div>
<div class="field">
<label for="password">${translate('signIn.password')}</label>
<div class="secret">
<input id="password" name="password" type="password" autocomplete="current-password" autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto"${attributes}${typedName !== '' && focus}>
<button class="quiet" type="button" data-shows="password" aria-pressed="false" aria-label="${translate('signIn.password.showLabel')}" hidden>${translate('signIn.password.show')}</button>
</div>
</div>
<button class="button primary" type="submit">${translate('signIn.submit')}</button>
</form>`;
}

function problem(error: FailureView, translate: Translator): Html {
  return html`<div class="problem" id="problem" role="alert">
<p class="strong">${translate(`error.${error.code}.title`)}</p>
<p>${translate(`error.${error.code}.text`)}</p>
${error.actions.length > 0 && html`<ul class="plain">${error.actions.map(({ type, href }) => html`<li><a href="${href}">${translate(`action.${type}`)}</a></li>`)}</ul>`}
${error.reference !== undefined && referenceLine(error.reference, translate)}
</div>`;
}
