import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, GoOnView } from '../views.ts';

/**
 * After a form of ours: the browser goes on by itself, by a navigation of its own. Chromium holds a redirect after a form,
 * and each one after that, against the page's `form-action`, and nobody knows where an application redirects on to.
 */
export function renderGoOn(frame: Frame, { href, host }: GoOnView, translate: Translator): string {
  const body = html`<p class="lead">${translate('relay.text', { host })}</p>
<p><a class="button primary" href="${href}">${translate('relay.submit')}</a></p>`;
  return layout(frame, { heading: translate('relay.title'), body, goesOnTo: href }, translate);
}
