import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { BegunUpstreamView, Frame } from '../views.ts';
import { hiddenFields } from './hidden-fields.ts';

/** Asks before it signs somebody in who began elsewhere. */
export function renderBegunUpstream(frame: Frame, view: BegunUpstreamView, translate: Translator): string {
  const { profileLabel: profile, displayName: name, standing, leaveHref } = view;
  const library = frame.institutionName;
  const body = html`<p class="lead">${name === undefined ? translate('begunUpstream.text', { profile, library }) : translate('begunUpstream.as', { profile, library, name })}</p>
${
  standing !== undefined &&
  html`<div class="problem"><p class="strong">${translate('begunUpstream.standing', { standing })}</p>
<p>${translate('begunUpstream.replaces')}</p></div>`
}
<form method="post" action="${view.action}">
${hiddenFields(view.fields)}
<ul class="actions">
<li><button class="button primary" type="submit">${name === undefined ? translate('begunUpstream.submit') : translate('begunUpstream.submitAs', { name })}</button></li>
<li><a class="button" href="${leaveHref}">${translate(standing === undefined ? 'begunUpstream.leave' : 'begunUpstream.stay')}</a></li>
</ul>
</form>
<p class="hint">${translate('begunUpstream.why')}</p>`;
  return layout(frame, { heading: translate('begunUpstream.title'), body }, translate);
}
