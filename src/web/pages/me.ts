import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, MeView } from '../views.ts';

/** Who the person is here: what matched, how she came in, and until when. */
export function renderMe(frame: Frame, view: MeView, translate: Translator): string {
  const facts: readonly (readonly [string, string | Html])[] = [
    [translate('me.primaryIdentifier'), view.primaryIdentifier],
    [
      translate('me.matched'),
      translate('me.matchedValue', { type: view.matched.typeLabel, value: view.matched.value }),
    ],
    [translate('me.profile'), view.profileLabel],
    [translate('me.signedInAt'), moment(view.signedInAt, frame.language, view.timeZone)],
    [translate('me.endsAt'), moment(view.endsAt, frame.language, view.timeZone)],
  ];
  const body = html`<p class="lead">${translate('me.greeting', { name: view.displayName })}</p>
<dl class="facts">
${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd><bdi>${value}</bdi></dd></div>`)}
</dl>
<p><a class="button" href="${view.methodsHref}">${translate('me.methods')}</a></p>
<form method="post" action="${view.signOutHref}">
<button class="button" type="submit">${translate('me.signOut')}</button>
</form>
<p class="hint">${translate('me.shared')}</p>`;
  return layout(frame, { heading: translate('me.title'), body }, translate);
}

/** A day and time in the institution's time zone, as the language writes it. */
function moment(epochMilliseconds: number, language: string, timeZone: string): Html {
  const written = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone });
  const exact = new Date(epochMilliseconds).toISOString();
  return html`<time datetime="${exact}">${written.format(epochMilliseconds)}</time>`;
}
