// Answers in full, but for what ends them.
import {
  bit,
  type Field,
  institutionId,
  message,
  noCounts,
  type PatronTold,
  patronFlags,
  sipDate,
  supported,
} from './answers.ts';
import { encode } from './charset.ts';
import type { Sip2DoorDeps } from './deps.ts';
import { screenLanguage } from './language.ts';
import type { Terminal } from './terminals.ts';

export interface Replies {
  /** Of now, on the library's wall. */
  date(terminal: Terminal | undefined): string;
  /** What terminals call the library; nothing to who has not said which terminal it is. */
  institution(terminal: Terminal | undefined): string;
  /** Message 98. */
  status(terminal: Terminal | undefined): string;
  /** Message 36. */
  ended(terminal: Terminal | undefined, name: string): string;
  /** Message 24 or 64. */
  told(to: PatronRequest, told: PatronTold): string;
  /** The same, about nobody: who asks is unknown, or what was asked cannot be read. */
  nobody(to: PatronRequest, why: 'not signed in' | 'refused' | 'later'): string;
}

export interface PatronRequest {
  /** 23 or 63. */
  readonly code: string;
  /** Of the screen, three digits. */
  readonly language: string;
  /** What was scanned, byte by byte: the terminal finds its question by it. */
  readonly name: string;
  readonly terminal: Terminal | undefined;
}

const texts = {
  'not signed in': 'terminal.notSignedIn',
  refused: 'terminal.refused',
  later: 'terminal.later',
} as const;

export function createReplies({ clock, text, localized }: Sip2DoorDeps): Replies {
  const date = (terminal: Terminal | undefined): string =>
    sipDate(clock.now(), terminal?.institution.config.timeZone ?? 'UTC');
  const institution = (terminal: Terminal | undefined): string =>
    terminal === undefined ? '' : encode(institutionId(terminal), terminal.config.charset);

  const told: Replies['told'] = ({ code, language, name, terminal }, of) => {
    const charset = terminal?.config.charset ?? 'utf-8';
    const isInformation = code === '63';
    const head = `${isInformation ? '64' : '24'}${patronFlags(of.denied)}${language}${date(terminal)}`;
    const fields = of.fields.map(([field, value]): Field => [field, encode(value, charset)]);
    return message(isInformation ? head + noCounts : head, [
      ['AO', institution(terminal)],
      ['AA', name],
      // The standard wants a name, if an empty one.
      fields.find(([field]) => field === 'AE') ?? ['AE', ''],
      ['BL', bit(of.known)],
      ['CQ', bit(of.proven)],
      ...fields.filter(([field]) => field !== 'AE'),
      of.screen === '' ? undefined : ['AF', encode(of.screen, charset)],
    ]);
  };

  return {
    date,
    institution,
    told,
    // On line; nothing but who somebody is can be asked; an answer takes 30 seconds at most, and three tries are enough.
    status: (terminal) =>
      message(`98YNNNNN300003${date(terminal)}2.00`, [
        ['AO', institution(terminal)],
        terminal === undefined ? undefined : ['AM', libraryName(terminal)],
        ['BX', supported],
      ]),
    // There is no session to end: every message proves anew who it is about.
    ended: (terminal, name) =>
      message(`36Y${date(terminal)}`, [
        ['AO', institution(terminal)],
        ['AA', name],
      ]),
    nobody: (to, why) => {
      const language = to.terminal === undefined ? 'en' : screenLanguage(to.terminal, to.language);
      const screen = text(language, texts[why]);
      return told(to, { known: false, proven: false, denied: true, fields: [], screen });
    },
  };

  function libraryName(terminal: Terminal): string {
    const { name } = terminal.institution.config;
    return encode(localized(name, screenLanguage(terminal, '000')), terminal.config.charset);
  }
}
