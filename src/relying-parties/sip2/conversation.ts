// What is said on one connection: a message, its answer, the next message. It ends where somebody guesses or sends noise.
import { VestibuleError } from '../../domain/errors.ts';
import type { Institution } from '../../institutions.ts';
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
import { decode, encode } from './charset.ts';
import { seal } from './checksum.ts';
import type { Sip2DoorDeps } from './deps.ts';
import { screenLanguage } from './language.ts';
import type { Framed } from './lines.ts';
import { logIn } from './log-in.ts';
import { refusalOf } from './not-ours.ts';
import type { Pace } from './pace.ts';
import type { PatronQuestion } from './patron.ts';
import { readRequest, type SipRequest } from './request.ts';
import { type Known, knownAs, stillKnown, type Terminal, terminalAt } from './terminals.ts';

export interface ConversationParts {
  readonly deps: Sip2DoorDeps;
  readonly patron: (question: PatronQuestion) => Promise<PatronTold>;
  readonly pace: Pace;
  /** The other end, as the connection itself has it. */
  readonly address: string;
  /** Whose terminals may speak here, now. */
  institutions(): readonly Institution[];
}

export interface Answer {
  /** One character a byte, with what ends it; undefined: nothing is said. */
  readonly bytes: string | undefined;
  /** Nothing more is taken. */
  readonly ends: boolean;
}

/** Request SC resend: what came could not be read. */
const sendAgain = '96';
const noiseMax = 5;
const wrongLoginsMax = 3;

export class Conversation {
  readonly #parts: ConversationParts;
  #known: Known | undefined;
  /** What message 97 asks for again. */
  #last: string | undefined;
  #noise = 0;
  #wrongLogins = 0;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** Whether it is known which terminal this is. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** Answers are given one at a time, in the order of the questions. */
  async answer(framed: Framed): Promise<Answer> {
    const read = framed.type === 'line' ? readRequest(framed.line) : ({ type: 'garbled' } as const);
    const terminal = this.#terminal();
    const lineEnd = terminal?.config.lineEnd === 'crlf' ? '\r\n' : '\r';
    const said = (body: string, sequence: string | undefined, ends = false): Answer => {
      this.#last = seal({ body, sequence }) + lineEnd;
      return { bytes: this.#last, ends };
    };
    if (read.type === 'garbled' || (read.type === 'malformed' && read.code !== '23' && read.code !== '63')) {
      this.#noise++;
      const sequence = read.type === 'garbled' ? undefined : read.sequence;
      return { bytes: seal({ body: sendAgain, sequence }) + lineEnd, ends: this.#noise >= noiseMax };
    }
    this.#noise = 0;
    if (terminal !== undefined) await this.#keepPace(terminal);
    if (read.type === 'malformed') return said(this.#strangers(read.code, '000', '', terminal), read.sequence);
    const { request } = read;
    if (request.code === '97') {
      return {
        bytes: (terminal && this.#last) ?? seal({ body: sendAgain, sequence: request.sequence }) + lineEnd,
        ends: false,
      };
    }
    if (request.code === '93') {
      const isIn = await this.#logIn(request);
      const found = this.#terminal();
      const end = found?.config.lineEnd === 'crlf' ? '\r\n' : '\r';
      this.#last = seal({ body: `94${isIn ? '1' : '0'}`, sequence: request.sequence }) + end;
      return { bytes: this.#last, ends: this.#wrongLogins >= wrongLoginsMax };
    }
    return said(await this.#reply(request, terminal), request.sequence);
  }

  /** As it is configured at this moment; one without a login is found by its address. */
  #terminal(): Terminal | undefined {
    const { deps, address, institutions } = this.#parts;
    if (this.#known !== undefined) {
      const found = stillKnown(deps.institutions.get(this.#known.institution), this.#known, address);
      if (found !== undefined) return found;
      this.#known = undefined;
    }
    const found = terminalAt(address, institutions());
    if (found !== undefined) this.#known = knownAs(found);
    return found;
  }

  async #keepPace({ institution, config }: Terminal): Promise<void> {
    const delay = this.#parts.pace.delay(`${institution.slug}\n${config.id}`, config.requestsPerSecond);
    if (delay > 0) await this.#parts.deps.wait(delay);
  }

  async #logIn(request: SipRequest): Promise<boolean> {
    const { deps, address, institutions } = this.#parts;
    // Whoever it was before: from now on it is whom it names, or nobody.
    this.#known = undefined;
    const found = await logIn(deps, request, address, institutions());
    if (found === undefined) {
      this.#wrongLogins++;
      deps.tell('warn', 'terminal refused', { outcome: 'login', message: `from ${address}` });
      return false;
    }
    this.#known = knownAs(found);
    const { institution, config } = found;
    deps.tell('info', 'terminal signed in', { institution: institution.slug, relyingParty: config.id });
    return true;
  }

  async #reply(request: SipRequest, terminal: Terminal | undefined): Promise<string> {
    const date = this.#date(terminal);
    const { code, fixed, fields } = request;
    switch (code) {
      case '99':
        return this.#status(terminal, date);
      case '35':
        // There is no session to end: every message proves anew who it is about.
        return message(`36Y${date}`, [
          ['AO', idOf(terminal)],
          ['AA', fields.get('AA') ?? ''],
        ]);
      case '23':
      case '63':
        return terminal === undefined
          ? this.#strangers(code, languageOf(fixed), fields.get('AA') ?? '', undefined)
          : this.#patron(request, terminal);
      default:
        return refusalOf(request, idOf(terminal), date) ?? sendAgain;
    }
  }

  #date(terminal: Terminal | undefined): string {
    return sipDate(this.#parts.deps.clock.now(), terminal?.institution.config.timeZone ?? 'UTC');
  }

  /** On line, and nothing but who somebody is can be asked: 30 seconds are enough for an answer, three tries too. */
  #status(terminal: Terminal | undefined, date: string): string {
    const { deps } = this.#parts;
    const name =
      terminal === undefined
        ? undefined
        : encode(
            deps.localized(terminal.institution.config.name, screenLanguage(terminal, '000')),
            terminal.config.charset,
          );
    return message(`98YNNNNN300003${date}2.00`, [
      ['AO', idOf(terminal)],
      name === undefined ? undefined : ['AM', name],
      ['BX', supported],
    ]);
  }

  async #patron({ code, fixed, fields }: SipRequest, terminal: Terminal): Promise<string> {
    const { deps, patron } = this.#parts;
    const asked = languageOf(fixed);
    const language = screenLanguage(terminal, asked);
    const { charset } = terminal.config;
    const bytes = fields.get('AA') ?? '';
    const name = decode(bytes, charset);
    const secret = decode(fields.get('AD') ?? '', charset);
    try {
      const told = await patron({ terminal, name, secret, language });
      return this.#told(code, asked, bytes, terminal, told);
    } catch (error) {
      const outcome = error instanceof VestibuleError ? error.code : 'VST_INTERNAL';
      const { institution, config } = terminal;
      const about = { institution: institution.slug, relyingParty: config.id, outcome };
      deps.tell('error', 'terminal not answered', { ...about, message: error instanceof Error ? error.message : '' });
      return this.#told(code, asked, bytes, terminal, { ...nobody, screen: deps.text(language, 'terminal.later') });
    }
  }

  /** To a connection that has not said which terminal it is, or a message that cannot be read. */
  #strangers(code: string, asked: string, bytes: string, terminal: Terminal | undefined): string {
    const { deps } = this.#parts;
    const language = terminal === undefined ? 'en' : screenLanguage(terminal, asked);
    const screen = deps.text(language, terminal === undefined ? 'terminal.notSignedIn' : 'terminal.refused');
    return this.#told(code, asked, bytes, terminal, { ...nobody, screen });
  }

  #told(code: string, asked: string, name: string, terminal: Terminal | undefined, told: PatronTold): string {
    const charset = terminal?.config.charset ?? 'utf-8';
    const head = `${code === '63' ? '64' : '24'}${patronFlags(told.denied)}${asked}${this.#date(terminal)}`;
    const extra = told.fields.map(([field, value]): Field => [field, encode(value, charset)]);
    const ownName = extra.find(([field]) => field === 'AE') ?? ['AE', ''];
    return message(code === '63' ? head + noCounts : head, [
      ['AO', idOf(terminal)],
      // What was sent, byte by byte: the terminal finds its question by it.
      ['AA', name],
      ownName,
      ['BL', bit(told.known)],
      ['CQ', bit(told.proven)],
      ...extra.filter(([field]) => field !== 'AE'),
      told.screen === '' ? undefined : ['AF', encode(told.screen, charset)],
    ]);
  }
}

const nobody: PatronTold = { known: false, proven: false, denied: true, fields: [], screen: '' };

function idOf(terminal: Terminal | undefined): string {
  return terminal === undefined ? '' : encode(institutionId(terminal), terminal.config.charset);
}

function languageOf(fixed: string): string {
  const asked = fixed.slice(0, 3);
  return /^\d{3}$/.test(asked) ? asked : '000';
}
