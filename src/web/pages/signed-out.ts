import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, SignedOutView } from '../views.ts';

/** After sign-out: what may still be open elsewhere, and where to go from here. */
export function renderSignedOut(frame: Frame, view: SignedOutView, translate: Translator): string {
  const { upstream, application } = view;
  const body = html`<p class="lead">${translate('signedOut.text')}</p>
${upstream !== undefined && html`<p>${translate('signedOut.upstream', { upstream: upstream.label })}</p>`}
<ul class="actions">
${upstream?.href !== undefined && html`<li><a class="button primary" href="${upstream.href}">${translate('signedOut.upstream.link', { upstream: upstream.label })}</a></li>`}
${application !== undefined && html`<li><a class="button" href="${application.href}">${translate('signedOut.back', { application: application.name })}</a></li>`}
<li><a class="button" href="${view.signInHref}">${translate('signedOut.signIn')}</a></li>
</ul>`;
  return layout(frame, { heading: translate('signedOut.title'), body }, translate);
}
