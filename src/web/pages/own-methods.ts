import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import type { ConfirmView, MethodsView, MethodView, ProveView } from './attachment-views.ts';
import { hiddenFields } from './hidden-fields.ts';

/** The ways by which the signed-in person comes in. */
export function renderOwnMethods(frame: Frame, view: MethodsView, translate: Translator): string {
  const { methods, attachable } = view;
  const body = html`<p class="lead">${translate('methods.text', { institution: frame.institutionName })}</p>
${methods.length === 0 && html`<p>${translate('methods.none')}</p>`}
${methods.length > 0 && html`<ul class="own-methods">${methods.map((method) => methodItem(method, view, translate))}</ul>`}
${
  attachable.length > 0 &&
  html`<section>
<h2>${translate('methods.attach.title')}</h2>
<p>${translate('methods.attach.text')}</p>
${attachable.map(
  ({ profile, label }) => html`<form method="post" action="${view.attachAction}">
${hiddenFields({ profile })}
<button class="button" type="submit">${translate('methods.attach.submit', { profile: label })}</button>
</form>`,
)}
</section>`
}
<p class="cancel"><a href="${view.meHref}">${translate('action.my-sign-in')}</a></p>`;
  return layout(frame, { heading: translate('methods.title'), body }, translate);
}

function methodItem(method: MethodView, { detachAction }: MethodsView, translate: Translator): Html {
  const { profileLabel, by, isCurrent, standing } = method;
  const value = by === 'password' ? '' : by.value;
  return html`<li>
<h2 class="strong">${profileLabel}</h2>
<p><bdi>${by === 'password' ? translate('methods.password') : translate('methods.by', { type: by.type, value })}</bdi></p>
${isCurrent && html`<p class="hint">${translate('methods.now')}</p>`}
${standing !== undefined && standing.type !== 'detachable' && html`<p class="hint">${standingText(standing, translate)}</p>`}
${
  standing?.type === 'detachable' &&
  html`<form method="post" action="${detachAction}">
${hiddenFields({ identifier: standing.identifier })}
<button class="button" type="submit" aria-label="${translate('methods.detachLabel', { profile: profileLabel, value })}">${translate('methods.detach')}</button>
</form>`
}
</li>`;
}

type Fixed = Exclude<NonNullable<MethodView['standing']>, { type: 'detachable' }>;

function standingText(standing: Fixed, translate: Translator): string {
  if (standing.type === 'managed') return translate('methods.managed', { system: standing.system });
  return translate(standing.type === 'last' ? 'methods.last' : 'methods.library');
}

/** By which of her ways does she prove again who she is? */
export function renderProve(frame: Frame, view: ProveView, translate: Translator): string {
  const { goal, profileLabel: profile, ways } = view;
  const body = html`<p class="lead">${translate(goal === 'attach' ? 'prove.attach' : 'prove.detach', { profile })}</p>
${ways.length === 0 && html`<p>${translate('prove.none')}</p>`}
${ways.map(
  ({ profile: id, label }) => html`<form method="post" action="${view.action}">
${hiddenFields({ ...view.fields, with: id })}
<button class="button" type="submit">${translate('prove.choose', { profile: label })}</button>
</form>`,
)}
<p class="cancel"><a href="${view.keepHref}">${translate('confirm.keep')}</a></p>`;
  return layout(frame, { heading: translate('prove.title'), body }, translate);
}

/** She proved it; one button does what she came for. */
export function renderConfirm(frame: Frame, view: ConfirmView, translate: Translator): string {
  const { goal, profileLabel: profile } = view;
  const isAttach = goal.type === 'attach';
  const text = isAttach
    ? translate('confirm.attach.text')
    : translate('confirm.detach.text', { type: goal.by, value: goal.value });
  const submit = isAttach ? translate('invite.submit', { profile }) : translate('confirm.detach.submit');
  const body = html`<p class="lead">${text}</p>
<form method="post" action="${view.action}">
${hiddenFields(view.fields)}
<ul class="actions">
<li><button class="button primary" type="submit">${submit}</button></li>
<li><a class="button" href="${view.keepHref}">${translate('confirm.keep')}</a></li>
</ul>
</form>`;
  const heading = translate(isAttach ? 'confirm.attach.title' : 'confirm.detach.title', { profile });
  return layout(frame, { heading, body }, translate);
}
