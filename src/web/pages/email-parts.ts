import { type Html, html } from '../html.ts';
import type { Translator } from '../messages.ts';

/** What went wrong, read first. */
export function emailProblem(title: string, text: string): Html {
  return html`<div class="problem" id="problem" role="alert">
<p class="strong">${title}</p>
<p>${text}</p>
</div>`;
}

export function otherWay(href: string | undefined, translate: Translator): Html | false {
  return href !== undefined && html`<p class="cancel"><a href="${href}">${translate('action.other-method')}</a></p>`;
}
