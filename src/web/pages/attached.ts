import { helpContact } from '../help.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import type { AttachedView, NotAttachedView } from './attachment-views.ts';
import { referenceLine } from './reference.ts';

/** A way to sign in was attached or detached. */
export function renderAttached(frame: Frame, view: AttachedView, translate: Translator): string {
  const { profileLabel: profile, signInHref, methodsHref } = view;
  const text =
    view.what === 'done'
      ? translate('attach.done.text', { profile, institution: frame.institutionName })
      : translate('attach.detached.text');
  const body = html`<p class="lead">${text}</p>
<ul class="actions">
${signInHref !== undefined && html`<li><a class="button primary" href="${signInHref}">${translate('signIn.submit')}</a></li>`}
${methodsHref !== undefined && html`<li><a class="button" href="${methodsHref}">${translate('methods.back')}</a></li>`}
</ul>`;
  const heading = view.what === 'done' ? 'attach.done.title' : 'attach.detached.title';
  return layout(frame, { heading: translate(heading, { profile }), body }, translate);
}

/** Nothing was done: why, as far as that is hers to know, and what to do now. */
export function renderNotAttached(frame: Frame, view: NotAttachedView, translate: Translator): string {
  const { reason, reference, againHref } = view;
  const help = helpContact(frame, translate, reference);
  const again = reason === 'last' ? translate('methods.back') : translate('action.try-again');
  const body = html`<p>${translate(`attach.${reason}.text`)}</p>
${reason !== 'refused' && html`<ul class="actions"><li><a class="button primary" href="${againHref}">${again}</a></li></ul>`}
${(reference !== undefined || help !== undefined) && html`<section class="ask"><h2>${translate('failure.help')}</h2>${reference !== undefined && html`${referenceLine(reference, translate)}<p class="hint">${translate('failure.reference.why')}</p>`}${help}</section>`}`;
  return layout(frame, { heading: translate(`attach.${reason}.title`), body, showsHelp: true }, translate);
}
