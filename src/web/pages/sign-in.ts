import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Translator } from '../messages.ts';
import type { FailureView, Frame, SignInChoice, SignInSearch, SignInView } from '../views.ts';
import { hiddenFields } from './hidden-fields.ts';
import { referenceLine } from './reference.ts';

/** The ways in: a button for each, and the form of the one that is open. */
export function renderSignIn(frame: Frame, view: SignInView, translate: Translator): string {
  const open = view.choices.findIndex((choice) => choice.id === view.form?.profile);
  const failed = view.form?.error !== undefined;
  const form = view.choices[open];
  const last = view.choices.find((choice) => choice.id === view.last?.id);
  // What went wrong is read first; otherwise the institution's own order stands, after what was used last.
  const others = view.choices.filter((choice) => choice !== last);
  const before =
    failed || form === last
      ? []
      : others.slice(
          0,
          Math.max(
            others.findIndex((choice) => choice === form),
            0,
          ),
        );
  const after = others.filter((choice) => choice !== form && !before.includes(choice));
  const openForm =
    form !== undefined &&
    view.form !== undefined &&
    passwordForm(form, view.form, view.choices.length === 1, translate);
  const isFormLast = form !== undefined && form === last;
  const body = html`${view.application !== undefined && html`<p class="lead">${translate('signIn.application', { application: view.application })}</p>`}
${last !== undefined && view.last !== undefined && lastUsed(isFormLast ? openForm : choices([last], translate), view.last.forgetHref, translate)}
${view.search !== undefined && searchForm(view.search, translate)}
${before.length > 0 && html`${choices(before, translate)}${openForm && divider(translate)}`}
${!isFormLast && openForm}
${!isFormLast && openForm && after.length > 0 && divider(translate)}
${after.length > 0 && choices(after, translate)}
${view.search !== undefined && view.search.more > 0 && html`<p class="hint">${translate('signIn.search.more', { count: view.search.more })}</p>`}
${view.cancelHref !== undefined && html`<p class="cancel"><a href="${view.cancelHref}">${cancelText(view, translate)}</a></p>`}`;
  return layout(
    frame,
    {
      heading: translate('signIn.title'),
      ...(failed && { windowTitle: translate('signIn.titleWithError') }),
      body,
      scripts: form === undefined ? [] : ['show-password.js'],
    },
    translate,
  );
}

function lastUsed(way: Html | false, forgetHref: string, translate: Translator): Html {
  return html`<section class="last" aria-labelledby="last">
<h2 id="last">${translate('signIn.last')}</h2>
${way}
<p class="aside"><a href="${forgetHref}">${translate('signIn.last.forget')}</a></p>
</section>
<h2>${translate('signIn.others')}</h2>`;
}

/** Sent by GET: what is found has an address of its own, and no script is needed. */
function searchForm(search: SignInSearch, translate: Translator): Html {
  const { action, fields, typed, hasFound, allHref } = search;
  return html`<div class="search"><form role="search" method="get" action="${action}">
${hiddenFields(fields)}
<div class="field">
<label for="q">${translate('signIn.search')}</label>
<div class="beside"><input id="q" name="q" type="search" value="${typed}" maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto">
<button class="button" type="submit">${translate('signIn.search.submit')}</button></div>
</div>
</form>
${typed !== '' && html`<p class="aside" role="status">${!hasFound && html`${translate('signIn.search.none', { typed })} `}<a href="${allHref}">${translate('signIn.search.all')}</a></p>`}</div>`;
}

function choices(list: readonly SignInChoice[], translate: Translator): Html {
  return html`<ul class="choices">
${list.map(({ href, label, hint, isAway }) => html`<li><a class="choice" href="${href}"><span class="label"><bdi>${label}</bdi></span>${hint !== undefined && html` <span class="hint"><bdi>${hint}</bdi></span>`}${isAway === true && html` <span class="hint">${translate('signIn.away')}</span>`}</a></li>`)}
</ul>`;
}

function divider(translate: Translator): Html {
  return html`<p class="or"><span>${translate('signIn.or')}</span></p>`;
}

function cancelText(view: SignInView, translate: Translator): string {
  const { application } = view;
  return application === undefined ? translate('signIn.cancel') : translate('signIn.cancelTo', { application });
}

function passwordForm(
  choice: SignInChoice,
  form: NonNullable<SignInView['form']>,
  alone: boolean,
  translate: Translator,
): Html {
  const { error, typedName } = form;
  const described = [
    choice.hint !== undefined && 'hint',
    choice.isAway === true && 'away',
    error !== undefined && 'problem',
  ]
    .filter(Boolean)
    .join(' ');
  const attributes = html`${described !== '' && html` aria-describedby="${described}"`}${error?.code === 'VST_CREDENTIALS_REFUSED' && html` aria-invalid="true"`} required`;
  // After a failure the person goes on typing where she has to; a page with nothing but this form starts in it.
  const focus = html` autofocus`;
  const toName = typedName === '' && (alone || error !== undefined);
  return html`<form method="post" action="${choice.href}" aria-labelledby="method">
<div class="method"><h2 id="method"><bdi>${choice.label}</bdi></h2>
${choice.hint !== undefined && html`<p class="hint" id="hint"><bdi>${choice.hint}</bdi></p>`}
${choice.isAway === true && html`<p class="hint" id="away">${translate('signIn.away')}</p>`}</div>
${error !== undefined && problem(error, translate)}
<div class="field">
<label for="username">${translate('signIn.username')}</label>
<input id="username" name="username" type="text" value="${typedName}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto" maxlength="255"${attributes}${toName && focus}>
</div>
<div class="field">
<label for="password">${translate('signIn.password')}</label>
<div class="secret">
<input id="password" name="password" type="password" autocomplete="current-password" autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto"${attributes}${typedName !== '' && focus}>
<button class="quiet" type="button" data-shows="password" aria-pressed="false" aria-label="${translate('signIn.password.showLabel')}" hidden>${translate('signIn.password.show')}</button>
</div>
</div>
<button class="button primary" type="submit">${translate('signIn.submit')}</button>
</form>`;
}

function problem(error: FailureView, translate: Translator): Html {
  return html`<div class="problem" id="problem" role="alert">
<p class="strong">${translate(`error.${error.code}.title`)}</p>
<p>${translate(`error.${error.code}.text`)}</p>
${error.actions.length > 0 && html`<ul class="plain">${error.actions.map(({ type, href }) => html`<li><a href="${href}">${translate(`action.${type}`)}</a></li>`)}</ul>`}
${error.reference !== undefined && referenceLine(error.reference, translate)}
</div>`;
}
