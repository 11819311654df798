// What is asked about a person, and what the answer says of her.
import { attributesOf, contradiction, nameIn, type SystemAnswer } from '../library-system/strategy.ts';
import { isSameName, type Typed } from '../library-system/typed.ts';
import { breaksMessage, dateTime, encode, type SipMessage } from './message.ts';
import type { Sip2Options } from './options.ts';

export interface Asking {
  readonly options: Sip2Options;
  readonly terminalPassword: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const unknownLanguage = '000';

/** A message 63 or 23, or why it cannot be written. Both name and password always stand in it. */
export function patronQuestion({ name, password }: Typed, { options, terminalPassword, now }: Asking): Buffer | string {
  // A bar or a line end in what was typed would write fields of its own.
  if (breaksMessage(name)) return 'the name cannot stand in a message';
  if (breaksMessage(password)) return 'the password cannot stand in a message';
  const { message, institutionId, charset } = options;
  const head = message === 'status' ? '23' : '63';
  const summary = message === 'status' ? '' : ' '.repeat(10);
  const fields = `AO${institutionId}|AA${name}|AC${terminalPassword}|AD${password}|`;
  return (
    encode(`${head}${unknownLanguage}${dateTime(now)}${summary}${fields}`, charset) ?? `no letters for it in ${charset}`
  );
}

/** What decides is asked for by name, stands there once, and says yes in so many words. */
export function patronAnswer(message: SipMessage, name: string, options: Sip2Options): SystemAnswer {
  const expected = options.message === 'status' ? '24' : '64';
  if (message.code !== expected)
    return { type: 'unreachable', detail: `message ${message.code} where ${expected} was due` };
  const valuesOf = (code: string): readonly string[] =>
    message.fields.flatMap(([own, value]) => (own === code ? [value] : []));
  const [[known, ...moreKnown], [right, ...moreRight], [own, ...moreOwn]] = [
    valuesOf('BL'),
    valuesOf('CQ'),
    valuesOf('AA'),
  ] as [string[], string[], string[]];
  if (moreKnown.length + moreRight.length + moreOwn.length > 0) return contradiction('a field stands there twice');
  if (known === 'N') return { type: 'refused', reason: 'unknown', detail: 'BL=N (no such patron)' };
  if (known === 'Y' && right === 'N') {
    return { type: 'refused', reason: 'credentials', detail: 'BL=Y, CQ=N (the password is wrong)' };
  }
  if (known !== 'Y' || right !== 'Y')
    return contradiction('the answer does not say that the password is right (BL, CQ)');
  const subject = nameIn(own?.trim());
  if (subject === undefined) return contradiction('the answer names nobody (AA)');
  if (!options.ownName && !isSameName(subject, name)) return contradiction('the answer is about another patron (AA)');
  const told = Object.entries(options.attributes).map(([attribute, code]) => [attribute, valuesOf(code)] as const);
  const always = { patron: subject, flags: flagsOf(message) };
  return { type: 'right', subject, attributes: attributesOf({ ...Object.fromEntries(told), ...always }) };
}

/** The fourteen flags of patron status that a server may set, in their order. */
const flags = [
  'charge-denied',
  'renewal-denied',
  'recall-denied',
  'hold-denied',
  'card-lost',
  'too-many-charged',
  'too-many-overdue',
  'too-many-renewals',
  'too-many-returned-claims',
  'too-many-lost',
  'excessive-fines',
  'excessive-fees',
  'recall-overdue',
  'too-many-billed',
] as const;

function flagsOf({ fixed }: SipMessage): readonly string[] {
  return flags.filter((_flag, index) => fixed[index] === 'Y');
}
