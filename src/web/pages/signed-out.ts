import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { MessageKey, Translator } from '../messages.ts';
import type { Frame, SignedOutApplications, SignedOutUpstream, SignedOutView } from '../views.ts';
import { referenceLine } from './reference.ts';

/** After a sign-out: what is over, what may still be open elsewhere, and where to go from here. */
export function renderSignedOut(frame: Frame, view: SignedOutView, translate: Translator): string {
  const { upstream, application, signOutHref } = view;
  const isOut = signOutHref === undefined;
  const isFraming = (view.applications?.frames.length ?? 0) > 0;
  const goesOnTo = upstream?.state === 'going' ? upstream.href : isFraming ? backByItself(view) : undefined;
  const body = html`<p class="lead">${translate(isOut ? 'signedOut.text' : 'signedOut.stillIn.text')}</p>
${upstream !== undefined && html`<p>${upstreamText(upstream, translate)}</p>`}
${view.applications !== undefined && applicationLines(view.applications, translate)}
${isOut && view.othersMayBeOpen && html`<p>${translate('signedOut.applications')}</p>`}
${view.reference !== undefined && referenceLine(view.reference, translate)}
<ul class="actions">
${signOutHref !== undefined && html`<li><a class="button primary" href="${signOutHref}">${translate('signedOut.stillIn.signOut')}</a></li>`}
${upstream !== undefined && upstreamLink(upstream, translate)}
${application !== undefined && html`<li><a class="button${isOut && isSettled(upstream) ? ' primary' : ''}" href="${application.href}">${translate('signedOut.back', { application: application.name })}</a></li>`}
${isOut && html`<li><a class="button" href="${view.signInHref}">${translate('signedOut.signIn')}</a></li>`}
</ul>`;
  const heading = translate(isOut ? 'signedOut.title' : 'signedOut.stillIn.title');
  return layout(
    frame,
    {
      heading,
      body,
      ...(goesOnTo === undefined ? {} : { goesOnTo, goesOnAfterSeconds: isFraming ? frameSeconds : 0 }),
    },
    translate,
  );
}

/** For the frames to be loaded before the browser leaves the page. */
const frameSeconds = 3;

/** The application that asked waits for her, and there is nothing here that she would have to read. */
function backByItself({ upstream, application, applications, signOutHref }: SignedOutView): string | undefined {
  const isToRead = upstream !== undefined || signOutHref !== undefined || applications?.unreachable !== undefined;
  return isToRead ? undefined : application?.href;
}

function applicationLines(view: SignedOutApplications, translate: Translator): Html {
  const { told, unreachable, open, framed, frames } = view;
  return html`${told !== undefined && html`<p>${translate('signedOut.applications.told', { applications: told })}</p>`}
${framed !== undefined && html`<p>${translate('signedOut.applications.framed', { applications: framed })}</p>`}
${unreachable !== undefined && html`<p>${translate('signedOut.applications.unreachable', { applications: unreachable })}</p>`}
${open !== undefined && html`<p>${translate('signedOut.applications.open', { applications: open })}</p>`}
${frames.map(({ name, address }) => html`<iframe hidden src="${address}" title="${name}" referrerpolicy="no-referrer"></iframe>`)}`;
}

const texts: Readonly<Record<SignedOutUpstream['state'], MessageKey>> = {
  open: 'signedOut.upstream',
  offered: 'signedOut.upstream',
  going: 'signedOut.upstream.going',
  all: 'signedOut.upstream.all',
  partial: 'signedOut.upstream.partial',
  failed: 'signedOut.upstream.failed',
  'no-answer': 'signedOut.upstream.noAnswer',
  unknown: 'signedOut.upstream.unknown',
};

function upstreamText({ state, label }: SignedOutUpstream, translate: Translator): string {
  // Without its name there is but one thing to say.
  if (label === undefined || state === 'unknown') return translate('signedOut.upstream.unknown');
  return translate(texts[state], { upstream: label });
}

function upstreamLink({ state, label, href }: SignedOutUpstream, translate: Translator): Html | undefined {
  if (href === undefined || label === undefined) return undefined;
  const text =
    state === 'no-answer'
      ? translate('signedOut.upstream.again', { upstream: label })
      : translate('signedOut.upstream.link', { upstream: label });
  return html`<li><a class="button primary" href="${href}">${text}</a></li>`;
}

/** There is nothing left that she could end from here. */
function isSettled(upstream: SignedOutUpstream | undefined): boolean {
  return upstream?.href === undefined;
}
