// Passwords that are long and still among the first to be tried: one or two of the listed ones, a run of neighbours, one
// piece again and again. No rule asks for kinds of characters (NIST SP 800-63B-4, section 3.1.1.2).
import type { Blocklist } from './blocklist.ts';

/** The shortest listed word that counts as half of a password. */
const partMin = 4;
/** Longer than any two words of the list. */
const partsMax = 80;

/** @param folded the password without case and width, see `squeezed` */
export function isGuessable(folded: string, isListed: Blocklist): boolean {
  return isListed(folded) || isTwoListed(folded, isListed) || isRun(folded) || isRepeated(folded);
}

function isTwoListed(text: string, isListed: Blocklist): boolean {
  if (text.length > partsMax) return false;
  for (let at = partMin; at <= text.length - partMin; at++) {
    if (isListed(text.slice(0, at)) && isListed(text.slice(at))) return true;
  }
  return false;
}

/** `abcdefgh`, `87654321`, `567890123`. */
export function isRun(text: string): boolean {
  const steps = Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => stepAt(text, at));
  return steps.length > 0 && (steps.every((step) => step === 1) || steps.every((step) => step === -1));
}

function stepAt(text: string, at: number): number {
  const pair = text.slice(at, at + 2);
  if (pair === '90') return 1;
  if (pair === '09') return -1;
  return pair.charCodeAt(1) - pair.charCodeAt(0);
}

/** One piece, three times or more; the last time it may be cut off. */
export function isRepeated(text: string): boolean {
  for (let size = 1; size * 3 <= text.length; size++) {
    if (text.slice(size) === text.slice(0, text.length - size)) return true;
  }
  return false;
}
