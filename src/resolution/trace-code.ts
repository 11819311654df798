import type { Random } from '../domain/ports/random.ts';

// Crockford's alphabet: no I, L, O or U, so a code can be read out on the telephone.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A reference code of 50 random bits: `K7QM3-F2XTB`. */
export function newTraceCode(random: Random): string {
  const letters = [...random.bytes(10)].map((byte) => alphabet[byte % 32]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** What a person may have made of a code when reading it out or typing it. Undefined when it cannot be one. */
export function parseTraceCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(letters) ? `${letters.slice(0, 5)}-${letters.slice(5)}` : undefined;
}
