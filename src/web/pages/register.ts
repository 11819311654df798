import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { isWebUrl } from '../links.ts';
import type { Translator } from '../messages.ts';
import type { Frame } from '../views.ts';
import { emailProblem } from './email-parts.ts';
import type { RegisterField, RegisterView } from './register-views.ts';

/** The form of somebody who proved an account that the library does not know. */
export function renderRegister(frame: Frame, view: RegisterView, translate: Translator): string {
  const wrong = view.fields.filter(({ problem }) => problem !== undefined);
  const failed = wrong.length > 0 || view.isTooMany;
  const body = html`<p class="lead">${translate('register.text', { profile: view.profileLabel })}</p>
<form method="post" action="${view.action}">
${view.isTooMany && emailProblem(translate('error.VST_TOO_MANY_REQUESTS.title'), translate('error.VST_TOO_MANY_REQUESTS.text'))}
${wrong.length > 0 && problems(wrong, translate)}
${view.fields.map((field) => fieldOf(field, view, translate))}
<button class="button primary" type="submit">${translate('register.submit')}</button>
</form>
<p class="cancel"><a href="${view.cancelHref}">${translate('register.cancel')}</a></p>`;
  const windowTitle = failed ? { windowTitle: translate('register.titleWithError') } : {};
  return layout(frame, { heading: translate('register.title'), body, ...windowTitle }, translate);
}

/** Each leads to its field. */
function problems(wrong: readonly RegisterField[], translate: Translator): Html {
  return html`<div class="problem" id="problem" role="alert">
<p class="strong">${translate('register.problem.title')}</p>
<ul class="plain">${wrong.map(({ name, problem }) => html`<li><a href="#${name}">${problemText(name, problem, translate)}</a></li>`)}</ul>
</div>`;
}

function problemText(name: RegisterField['name'], problem: RegisterField['problem'], translate: Translator): string {
  if (name === 'terms') return translate('register.problem.terms');
  const field = translate(`register.${name}`);
  return translate(problem === 'missing' ? 'register.problem.missing' : 'register.problem.invalid', { field });
}

function fieldOf(field: RegisterField, view: RegisterView, translate: Translator): Html {
  if (field.name === 'terms') return termsOf(field, view, translate);
  const { name, isRequired } = field;
  const hint = hintOf(field, translate);
  return html`<div class="field">
<label for="${name}">${translate(`register.${name}`)}${!isRequired && name !== 'language' && html` <span class="hint">${translate('register.optional')}</span>`}</label>
${name === 'language' ? select(field, view) : input(field, hint !== undefined)}
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>`;
}

function hintOf({ name, isFixed }: RegisterField, translate: Translator): string | undefined {
  if (name !== 'email') return undefined;
  return translate(isFixed ? 'register.email.proved' : 'register.email.code');
}

/** How a browser fills in each, and which keys a phone shows. */
const inputs = {
  given_name: { type: 'text', autocomplete: 'given-name', max: 200 },
  family_name: { type: 'text', autocomplete: 'family-name', max: 200 },
  email: { type: 'email', autocomplete: 'email', max: 254 },
  birth_date: { type: 'date', autocomplete: 'bday', max: 10 },
  phone: { type: 'tel', autocomplete: 'tel', max: 40 },
  street: { type: 'text', autocomplete: 'street-address', max: 200 },
  postal_code: { type: 'text', autocomplete: 'postal-code', max: 20 },
  city: { type: 'text', autocomplete: 'address-level2', max: 200 },
  country: { type: 'text', autocomplete: 'country-name', max: 200 },
} as const;

function input({ name, value, isRequired, isFixed, problem }: RegisterField, hasHint: boolean): Html {
  if (name === 'language' || name === 'terms') return html``;
  const { type, autocomplete, max } = inputs[name];
  const isPlain = name === 'email' || name === 'phone' || name === 'birth_date';
  const plain = html` dir="ltr"${name === 'email' && html` autocapitalize="none" autocorrect="off" spellcheck="false"`}`;
  const described = [problem === undefined ? '' : 'problem', hasHint ? `${name}-hint` : ''].filter(Boolean).join(' ');
  return html`<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" maxlength="${max}"${isPlain ? plain : html` dir="auto"`}${described !== '' && html` aria-describedby="${described}"`}${problem !== undefined && html` aria-invalid="true"`}${isRequired && html` required`}${isFixed && html` readonly`}>`;
}

function select({ name, value, problem }: RegisterField, { languages }: RegisterView): Html {
  return html`<select id="${name}" name="${name}"${problem !== undefined && html` aria-invalid="true" aria-describedby="problem"`}>
${languages.map((one) => html`<option value="${one.tag}"${one.tag === value && html` selected`}>${one.name}</option>`)}
</select>`;
}

function termsOf({ value, problem }: RegisterField, { terms }: RegisterView, translate: Translator): Html {
  if (terms === undefined) return html``;
  const href = isWebUrl(terms.href) ? terms.href : undefined;
  return html`<div class="field">
<label class="option" for="terms">
<input id="terms" name="terms" type="checkbox" value="yes"${value === 'yes' && html` checked`}${problem !== undefined && html` aria-invalid="true" aria-describedby="problem"`} required>
<span>${translate('register.terms', { terms: terms.label })}</span>
</label>
${href !== undefined && html`<p class="plain"><a href="${href}" target="_blank" rel="noopener">${translate('register.terms.read', { terms: terms.label })}</a></p>`}
</div>`;
}
