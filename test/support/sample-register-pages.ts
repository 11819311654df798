// The pages of self-registration, in every state that shows something of its own.
import type { Translator } from '../../src/web/messages.ts';
import type { EmailCodeView } from '../../src/web/pages/email-views.ts';
import { renderRegister } from '../../src/web/pages/register.ts';
import { renderRegisterCode } from '../../src/web/pages/register-code.ts';
import type { RegisterField, RegisterView } from '../../src/web/pages/register-views.ts';
import type { Frame } from '../../src/web/views.ts';

const action = '/demo/register?id=x';
const address = 'ada.lovelace@a-rather-long-name.example';

const field = (name: RegisterField['name'], value = '', more: Partial<RegisterField> = {}): RegisterField => ({
  name,
  value,
  isRequired: false,
  isFixed: false,
  problem: undefined,
  ...more,
});

const fields: readonly RegisterField[] = [
  field('given_name', 'Ada'),
  field('family_name', 'Lovelace', { isRequired: true }),
  field('email', address, { isRequired: true }),
  field('birth_date'),
  field('phone'),
  field('street'),
  field('postal_code'),
  field('city'),
  field('country'),
  field('language', 'en'),
  field('terms', '', { isRequired: true }),
];

const view: RegisterView = {
  action,
  profileLabel: 'Library Search',
  fields,
  languages: [
    { tag: 'en', name: 'English' },
    { tag: 'de', name: 'Deutsch' },
  ],
  terms: { label: 'Terms of Use 2026', href: 'https://library.example/terms' },
  isTooMany: false,
  cancelHref: '/demo/login',
};

export function sampleRegisterPages(frame: Frame, translate: Translator): Readonly<Record<string, string>> {
  const code = (problem: EmailCodeView['problem']) =>
    renderRegisterCode(
      frame,
      {
        action,
        typed: address,
        reference: 'K7QM3-F2XTB',
        problem,
        minutes: 30,
        againHref: action,
        otherHref: undefined,
      },
      translate,
    );
  const wrong = fields.map((one): RegisterField => {
    if (one.name === 'family_name') return { ...one, value: '', problem: 'missing' };
    if (one.name === 'birth_date') return { ...one, value: '2999-01-01', problem: 'invalid' };
    return one.name === 'terms' ? { ...one, problem: 'missing' } : one;
  });
  const byMail = [
    field('family_name', '', { isRequired: true }),
    field('email', address, { isRequired: true, isFixed: true }),
  ];
  return {
    register: renderRegister(frame, view, translate),
    'register.refused': renderRegister(frame, { ...view, fields: wrong }, translate),
    'register.tooMany': renderRegister(frame, { ...view, isTooMany: true }, translate),
    'register.byMail': renderRegister(frame, { ...view, fields: byMail, terms: undefined }, translate),
    'register.code': code(undefined),
    'register.codeWrong': code({ type: 'wrong', left: 3 }),
  };
}
