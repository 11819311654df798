// What is said on one connection: a message, its answer, the next message. It ends where somebody guesses or sends noise.
import { VestibuleError } from '../../domain/errors.ts';
import type { Institution } from '../../institutions.ts';
import type { PatronTold } from './answers.ts';
import { decode } from './charset.ts';
import { seal } from './checksum.ts';
import type { Sip2DoorDeps } from './deps.ts';
import { screenLanguage } from './language.ts';
import type { Framed } from './lines.ts';
import { logIn } from './log-in.ts';
import { refusalOf } from './not-ours.ts';
import type { Pace } from './pace.ts';
import type { PatronQuestion } from './patron.ts';
import type { Replies } from './replies.ts';
import { type ReadRequest, readRequest, type SipRequest } from './request.ts';
import { type Known, knownAs, stillKnown, type Terminal, terminalAt } from './terminals.ts';

export interface ConversationParts {
  readonly deps: Sip2DoorDeps;
  readonly patron: (question: PatronQuestion) => Promise<PatronTold>;
  readonly replies: Replies;
  readonly pace: Pace;
  /** The other end, as the connection itself has it. */
  readonly address: string;
  /** Whose terminals may speak here, now. */
  readonly institutions: () => readonly Institution[];
  /** Somebody named a terminal and was not it. */
  readonly onWrongLogin: () => void;
}

export interface Answer {
  /** One character a byte, with what ends it. */
  readonly bytes: string;
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
  /** What message 97 asks for again; without what ends a line. */
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

  /** Called for one line at a time: answers come in the order of the questions. */
  async answer(framed: Framed): Promise<Answer> {
    const read: ReadRequest = framed.type === 'line' ? readRequest(framed.line) : { type: 'garbled' };
    const terminal = this.#terminal();
    if (terminal !== undefined) await this.#keepPace(terminal);
    const said = await this.#say(read, terminal);
    const isOver = this.#noise >= noiseMax || this.#wrongLogins >= wrongLoginsMax;
    // Whoever has just signed in is answered as it is configured to be.
    const lineEnd = this.#terminal()?.config.lineEnd === 'crlf' ? '\r\n' : '\r';
    return { bytes: said + lineEnd, ends: isOver };
  }

  async #say(read: ReadRequest, terminal: Terminal | undefined): Promise<string> {
    const sequence = sequenceOf(read);
    const body = await this.#body(read, terminal);
    if (body === undefined) {
      this.#noise++;
      return seal({ body: sendAgain, sequence });
    }
    this.#noise = 0;
    if (read.type === 'request' && read.request.code === '97') return body;
    this.#last = seal({ body, sequence });
    return this.#last;
  }

  /** Undefined for what is to be sent again. */
  async #body(read: ReadRequest, terminal: Terminal | undefined): Promise<string | undefined> {
    const { replies } = this.#parts;
    if (read.type === 'garbled') return undefined;
    if (read.type === 'malformed') {
      const { code } = read;
      if (code !== '23' && code !== '63') return undefined;
      return replies.nobody({ code, language: '000', name: '', terminal }, terminal ? 'refused' : 'not signed in');
    }
    const { request } = read;
    switch (request.code) {
      case '93':
        return (await this.#logIn(request)) ? '941' : '940';
      case '97':
        // Of a terminal that was switched off meanwhile nothing is said again.
        return terminal === undefined ? undefined : this.#last;
      case '99':
        return replies.status(terminal);
      case '35':
        return replies.ended(terminal, request.fields.get('AA') ?? '');
      case '23':
      case '63':
        return this.#patron(request, terminal);
      default:
        return refusalOf(request, replies.institution(terminal), replies.date(terminal));
    }
  }

  /** As it is configured at this moment; one without a login is found by its address. */
  #terminal(): Terminal | undefined {
    const { deps, address, institutions } = this.#parts;
    const known = this.#known;
    const standing = known && stillKnown(deps.institutions.get(known.institution), known, address);
    const found = standing ?? terminalAt(address, institutions());
    this.#known = found && knownAs(found);
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
      this.#parts.onWrongLogin();
      return false;
    }
    this.#known = knownAs(found);
    const { institution, config } = found;
    deps.tell('info', 'terminal signed in', { institution: institution.slug, relyingParty: config.id });
    return true;
  }

  async #patron({ code, fixed, fields }: SipRequest, terminal: Terminal | undefined): Promise<string> {
    const { deps, patron, replies } = this.#parts;
    const asked = fixed.slice(0, 3);
    const language = /^\d{3}$/.test(asked) ? asked : '000';
    const to = { code, language, name: fields.get('AA') ?? '', terminal };
    if (terminal === undefined) return replies.nobody(to, 'not signed in');
    const { institution, config } = terminal;
    const name = decode(to.name, config.charset);
    const secret = decode(fields.get('AD') ?? '', config.charset);
    try {
      const told = await patron({ terminal, name, secret, language: screenLanguage(terminal, language) });
      return replies.told(to, told);
    } catch (error) {
      deps.tell('error', 'terminal not answered', {
        institution: institution.slug,
        relyingParty: config.id,
        outcome: error instanceof VestibuleError ? error.code : 'VST_INTERNAL',
        message: error instanceof Error ? error.message : undefined,
      });
      return replies.nobody(to, 'later');
    }
  }
}

function sequenceOf(read: ReadRequest): string | undefined {
  if (read.type === 'garbled') return undefined;
  return read.type === 'malformed' ? read.sequence : read.request.sequence;
}
