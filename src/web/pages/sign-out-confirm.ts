import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, SignOutView } from '../views.ts';
import { hiddenFields } from './hidden-fields.ts';

/** Asks before it ends a session, since an address alone must not sign anybody out. */
export function renderSignOutConfirm(frame: Frame, view: SignOutView, translate: Translator): string {
  const { displayName, application, stayHref } = view;
  const body = html`${displayName !== undefined && html`<p class="lead">${translate('signOut.text', { name: displayName })}</p>`}
${application !== undefined && html`<p>${translate('signOut.application', { application })}</p>`}
<form method="post" action="${view.action}">
${hiddenFields(view.fields ?? {})}
<ul class="actions">
<li><button class="button primary" type="submit">${translate('signOut.submit')}</button></li>
${stayHref !== undefined && html`<li><a class="button" href="${stayHref}">${translate('signOut.stay')}</a></li>`}
</ul>
</form>`;
  return layout(frame, { heading: translate('signOut.title'), body }, translate);
}
