import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, ProfileTestView } from '../views.ts';
import { referenceLine } from './reference.ts';

/** What a trial of a login profile came to: what the other side said, and whom it would have signed in. */
export function renderProfileTest(frame: Frame, view: ProfileTestView, translate: Translator): string {
  const body = html`<p class="lead">${translate('test.notSignedIn')}</p>
<section>
<h2>${translate('test.result')}</h2>
${outcome(view, translate)}
${view.reference !== undefined && referenceLine(view.reference, translate)}
</section>
${view.asserted !== undefined && asserted(view.asserted, translate)}
<ul class="actions">
<li><a class="button" href="${view.testAgainHref}">${translate('test.again')}</a></li>
<li><a class="button" href="${view.registrationHref}">${translate('test.registration')}</a></li>
</ul>`;
  const heading = translate('test.title', { profile: view.profileLabel });
  return layout(frame, { heading, body, width: 'wide' }, translate);
}

function outcome(view: ProfileTestView, translate: Translator): Html {
  if (view.outcome.type === 'matched') {
    const { displayName, primaryIdentifier } = view.outcome;
    return html`<div class="success"><p class="strong">${translate('test.matched', { name: displayName })}</p>
<dl class="facts"><div><dt>${translate('me.primaryIdentifier')}</dt><dd><bdi>${primaryIdentifier}</bdi></dd></div></dl></div>`;
  }
  const { code } = view.outcome;
  return html`<div class="problem"><p class="strong">${translate(view.asserted === undefined ? 'test.silent' : 'test.failed')}</p>
<p>${translate(`error.${code}.title`)}</p>
<p class="reference">${translate('test.code')} <code dir="ltr">${code}</code></p></div>`;
}

function asserted(said: NonNullable<ProfileTestView['asserted']>, translate: Translator): Html {
  const attributes = Object.entries(said.attributes);
  return html`<section>
<h2>${translate('test.asserted')}</h2>
<dl class="facts">
<div><dt>${translate('test.asserted.issuer')}</dt><dd><code class="value" dir="ltr">${said.issuer}</code></dd></div>
<div><dt>${translate('test.asserted.subject')}</dt><dd><code class="value" dir="ltr">${said.subject}</code></dd></div>
</dl>
<h3>${translate('test.attributes')}</h3>
${attributes.length === 0 ? html`<p>${translate('test.attributes.none')}</p>` : table(attributes, translate)}
</section>`;
}

function table(attributes: readonly (readonly [string, readonly string[]])[], translate: Translator): Html {
  return html`<table>
<thead><tr><th scope="col">${translate('test.attribute')}</th><th scope="col">${translate('test.values')}</th></tr></thead>
<tbody>
${attributes.map(([name, values]) => html`<tr><th scope="row"><code dir="ltr">${name}</code></th><td>${values.map((value) => html`<div><bdi>${value}</bdi></div>`)}</td></tr>`)}
</tbody>
</table>`;
}
