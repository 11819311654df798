import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import { emailProblem } from './email-parts.ts';
import type { EmailChooseView } from './email-views.ts';

/** Those who share an address: who of them is she? */
export function renderEmailChoose(frame: Frame, view: EmailChooseView, translate: Translator): string {
  const { people, isMissing } = view;
  const body = html`<form method="post" action="${view.action}">
${isMissing && emailProblem(translate('email.choose.missing.title'), translate('email.choose.missing.text'))}
<fieldset class="options"${isMissing && html` aria-describedby="problem"`}>
<legend>${translate('email.choose.text', { address: view.address })}</legend>
${people.map(
  ({ id, name, primaryIdentifier }, index) => html`<label class="option" for="who-${index}">
<input id="who-${index}" name="who" type="radio" value="${id}" required>
<span><span class="label"><bdi>${name}</bdi></span> <span class="hint"><bdi>${primaryIdentifier}</bdi></span></span>
</label>`,
)}
</fieldset>
<button class="button primary" type="submit">${translate('email.choose.submit')}</button>
</form>`;
  const windowTitle = isMissing ? { windowTitle: translate('email.choose.titleWithError') } : {};
  return layout(frame, { heading: translate('email.choose.title'), body, ...windowTitle }, translate);
}
