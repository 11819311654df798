import { type Html, html } from './html.ts';
import { isWebUrl, mailAddress } from './links.ts';
import type { Translator } from './messages.ts';
import type { Frame } from './views.ts';

/** Whom a person can ask; undefined when the institution names nobody. */
export function helpContact(frame: Frame, translate: Translator, reference?: string): Html | undefined {
  const { help } = frame;
  if (help === undefined) return undefined;
  const url = help.url !== undefined && isWebUrl(help.url) ? help.url : undefined;
  if (help.text === undefined && url === undefined && help.email === undefined) return undefined;
  const subject = reference === undefined ? undefined : `${translate('failure.reference')} ${reference}`;
  return html`${help.text !== undefined && html`<p><bdi>${help.text}</bdi></p>`}
<ul class="plain">
${url !== undefined && html`<li><a href="${url}">${translate('frame.help.website')}</a></li>`}
${help.email !== undefined && html`<li><a href="${mailAddress(help.email, subject)}">${translate('frame.help.email', { email: help.email })}</a></li>`}
</ul>`;
}
