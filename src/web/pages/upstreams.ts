import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, UpstreamsView } from '../views.ts';

/** Which of a profile's upstreams the person comes from. */
export function renderUpstreams(frame: Frame, view: UpstreamsView, translate: Translator): string {
  const body = html`<p class="lead">${translate('upstreams.text', { profile: view.profileLabel })}</p>
<ul class="choices">
${view.choices.map(({ href, label }) => html`<li><a class="choice" href="${href}"><span class="label" dir="auto">${label}</span></a></li>`)}
</ul>
${view.otherHref !== undefined && html`<p class="cancel"><a href="${view.otherHref}">${translate('action.other-method')}</a></p>`}`;
  return layout(frame, { heading: translate('upstreams.title'), body }, translate);
}
