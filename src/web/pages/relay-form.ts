import { VestibuleError } from '../../domain/errors.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { isWebUrl } from '../links.ts';
import type { Translator } from '../messages.ts';
import type { Frame, RelayFormView } from '../views.ts';
import { hiddenFields } from './hidden-fields.ts';

/**
 * A form the browser sends on by itself where it runs scripts, and by its button where not.
 *
 * @throws VST_INTERNAL when the address is not http or https
 */
export function renderRelayForm(frame: Frame, view: RelayFormView, translate: Translator): string {
  if (!isWebUrl(view.url))
    throw new VestibuleError('VST_INTERNAL', 'A relay form leads to an address that is no web page');
  const body = html`<p class="lead">${translate('relay.text', { host: new URL(view.url).host })}</p>
<form method="post" action="${view.url}" data-relay>
${hiddenFields(view.fields)}
<button class="button primary" type="submit">${translate('relay.submit')}</button>
</form>`;
  return layout(frame, { heading: translate('relay.title'), body, scripts: ['relay.js'] }, translate);
}
