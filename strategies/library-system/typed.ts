// What a person typed, before any library system hears it.
import type { StrategyFailure } from '../../src/domain/strategy.ts';

export interface Typed {
  readonly name: string;
  readonly password: string;
}

const prompt: StrategyFailure = {
  type: 'prompt',
  fields: [
    { name: 'username', type: 'text' },
    { name: 'password', type: 'password' },
  ],
};

const nameMax = 255;
const controlCharacter = /\p{Cc}/u;

/**
 * An empty password is never sent: to some systems it means that none is asked for. Nor is a control character: it may
 * end a line, a header or a text on the other side.
 *
 * @returns the name trimmed and in NFC, the password as it is
 */
export function readTyped(body: unknown): Typed | StrategyFailure {
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  if (typeof username !== 'string' || typeof password !== 'string') return prompt;
  const name = username.normalize('NFC').trim();
  if (name === '') return unsaid('no name was typed');
  if (name.length > nameMax || controlCharacter.test(name) || !name.isWellFormed()) {
    return unsaid('the name can be no name');
  }
  if (password.trim() === '') return unsaid('no password was typed');
  if (controlCharacter.test(password) || !password.isWellFormed()) return unsaid('the password can be no password');
  return { name, password };
}

/** Refused before anything was sent. @param detail never what was typed */
export function unsaid(detail: string): StrategyFailure {
  return { type: 'refused', reason: 'credentials', detail };
}

/** Whether two texts are one name to a system that takes no notice of case. */
export function isSameName(left: string, right: string): boolean {
  const folded = (text: string): string => text.normalize('NFC').trim().toLowerCase();
  return folded(left) === folded(right);
}
