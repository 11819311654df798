// The pages of signing in by mail, in every state that shows something of its own.
import type { Translator } from '../../src/web/messages.ts';
import { renderEmailAsk } from '../../src/web/pages/email-ask.ts';
import { renderEmailChoose } from '../../src/web/pages/email-choose.ts';
import { renderEmailCode } from '../../src/web/pages/email-code.ts';
import { renderEmailElsewhere, renderEmailLink } from '../../src/web/pages/email-link.ts';
import { renderResetAsk, renderResetAsked } from '../../src/web/pages/email-reset.ts';
import type { EmailCodeView } from '../../src/web/pages/email-views.ts';
import type { Frame } from '../../src/web/views.ts';

const action = '/demo/login/email';
const address = 'ada.lovelace@a-rather-long-name.example';
const otherHref = '/demo/login';

export function sampleEmailPages(frame: Frame, translate: Translator): Readonly<Record<string, string>> {
  const ask = (problem: 'not-an-address' | 'VST_TOO_MANY_REQUESTS' | undefined) =>
    renderEmailAsk(frame, { action, typed: problem === undefined ? '' : address, problem, otherHref }, translate);
  const code = (problem: EmailCodeView['problem']) =>
    renderEmailCode(
      frame,
      { action, typed: address, reference: 'K7QM3-F2XTB', problem, minutes: 30, againHref: action, otherHref },
      translate,
    );
  const people = [
    { id: 'a', name: 'Ada Lovelace', primaryIdentifier: 'ada.l' },
    { id: 'b', name: 'Byron Lovelace', primaryIdentifier: 'byron.l' },
  ];
  const choose = (isMissing: boolean) => renderEmailChoose(frame, { action, address, people, isMissing }, translate);
  const reset = (problem: 'empty' | 'VST_TOO_MANY_REQUESTS' | undefined) =>
    renderResetAsk(frame, { action, typed: '', problem, signInHref: otherHref }, translate);
  const asked = { typed: 'ada.l', reference: 'K7QM3-F2XTB', againHref: action, signInHref: otherHref };
  return {
    'email.ask': ask(undefined),
    'email.askNew': renderEmailAsk(
      frame,
      { action, typed: '', problem: undefined, otherHref, registers: true },
      translate,
    ),
    'email.askRefused': ask('not-an-address'),
    'email.askTooMany': ask('VST_TOO_MANY_REQUESTS'),
    'email.code': code(undefined),
    'email.codeNew': renderEmailCode(
      frame,
      {
        action,
        typed: address,
        reference: undefined,
        problem: undefined,
        minutes: 30,
        againHref: action,
        otherHref,
        registers: true,
      },
      translate,
    ),
    'email.codeWrong': code({ type: 'wrong', left: 3 }),
    'email.codeForm': code({ type: 'not-a-code' }),
    'email.codeOver': code({ type: 'over' }),
    'email.codeTooMany': code({ type: 'too-many' }),
    'email.link': renderEmailLink(
      frame,
      { action, fields: { token: 'x' }, address, application: 'Library Search' },
      translate,
    ),
    'email.elsewhere': renderEmailElsewhere(frame, translate),
    'email.choose': choose(false),
    'email.chooseMissing': choose(true),
    'reset.ask': reset(undefined),
    'reset.askEmpty': reset('empty'),
    'reset.askTooMany': reset('VST_TOO_MANY_REQUESTS'),
    'reset.asked': renderResetAsked(frame, asked, translate),
  };
}
