import { type Html, html } from '../html.ts';
import type { Translator } from '../messages.ts';

/** The code under which staff find what happened. It is read left to right in every language. */
export function referenceLine(reference: string, translate: Translator): Html {
  return html`<p class="reference">${translate('failure.reference')} <code dir="ltr">${reference}</code></p>`;
}
