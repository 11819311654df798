import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame, RegistrationView } from '../views.ts';

/** What the other side's administrator needs to know of one login profile. */
export function renderRegistration(frame: Frame, view: RegistrationView, translate: Translator): string {
  const facts = [{ label: translate('registration.kind'), value: view.kind }, ...view.facts];
  const body = html`<p class="lead">${translate('registration.text')}</p>
<section>
<h2>${translate('registration.facts')}</h2>
<dl class="facts">
${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${copyable(value)}</dd></div>`)}
${view.metadataHref !== undefined && html`<div><dt>${translate('registration.metadata')}</dt><dd><a href="${view.metadataHref}"><bdi dir="ltr">${view.metadataHref}</bdi></a></dd></div>`}
</dl>
</section>
${view.certificates.length > 0 && html`<section><h2>${translate('registration.certificates')}</h2>${view.certificates.map((one) => certificate(one, translate))}</section>`}
<ul class="actions"><li><a class="button" href="${view.testHref}">${translate('registration.test')}</a></li></ul>`;
  const heading = translate('registration.title', { profile: view.profileLabel });
  return layout(frame, { heading, body, width: 'wide' }, translate);
}

/** One click selects the whole value. Addresses and numbers run left to right in every language. */
function copyable(value: string): Html {
  return html`<code class="value" dir="ltr">${value}</code>`;
}

function certificate(one: RegistrationView['certificates'][number], translate: Translator): Html {
  const valid = translate('registration.certificate.validValue', { from: one.notBefore, until: one.notAfter });
  return html`<section class="certificate">
<h3>${one.use}</h3>
<dl class="facts">
<div><dt>${translate('registration.certificate.fingerprint')}</dt><dd>${copyable(one.fingerprint)}</dd></div>
<div><dt>${translate('registration.certificate.valid')}</dt><dd>${valid}</dd></div>
</dl>
<details><summary>${translate('registration.certificate.pem')}</summary><pre class="value" dir="ltr" tabindex="0">${one.pem}</pre></details>
</section>`;
}
