import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import type { EmailLinkView } from './email-views.ts';
import { hiddenFields } from './hidden-fields.ts';

/** The link of the mail in the browser where it was asked for: one button, and nothing happens without it. */
export function renderEmailLink(frame: Frame, view: EmailLinkView, translate: Translator): string {
  const { address, application } = view;
  const body = html`<p class="lead">${translate('email.link.text', { address })}</p>
${application !== undefined && html`<p>${translate('signIn.application', { application })}</p>`}
<form method="post" action="${view.action}">
${hiddenFields(view.fields)}
<button class="button primary" type="submit">${translate('signIn.submit')}</button>
</form>`;
  return layout(frame, { heading: translate('email.link.title'), body }, translate);
}

/** The link in any other browser: nothing to press, nothing of whose it is. */
export function renderEmailElsewhere(frame: Frame, translate: Translator): string {
  const body = html`<p class="lead">${translate('email.elsewhere.text')}</p>`;
  return layout(frame, { heading: translate('email.elsewhere.title'), body }, translate);
}
