import { westernDigits } from '../../domain/digits.ts';

/** A code as people type it: with blanks and dashes, in full-width or Arabic digits. */
export function digitsOf(typed: string): string {
  return westernDigits(typed.normalize('NFKC').replaceAll(/[\s\p{Pd}\p{Cf}]/gu, '')).replaceAll(/\D/g, '?');
}
