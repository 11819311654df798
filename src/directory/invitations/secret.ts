// The two forms of an invitation's secret: a signed token in a link, and a code that a person types. What is kept of either
// is a keyed hash.
import { timingSafeEqual } from 'node:crypto';
import { westernDigits } from '../../domain/digits.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';

// Crockford's alphabet: no I, L, O or U, so a code can be read out at a desk.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 12;
/** Characters of the signature: 132 bits. */
const signatureLength = 22;
/** Longer than any token of ours. */
export const tokenMax = 80;

/** Twelve letters and digits, 60 random bits. */
export function newInvitationCode(random: Random): string {
  return [...random.bytes(codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** As it is printed: in groups of four. */
export function printedCode(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** What a person may have made of a code when typing it. Undefined when it cannot be one. */
export function parseInvitationCode(typed: string): string | undefined {
  const code = westernDigits(typed.normalize('NFKC'))
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code) ? code : undefined;
}

/** @returns the secret, and the token with its signature that stands in the link */
export function newLinkToken(
  sealing: Sealing,
  random: Random,
  institution: string,
): { readonly secret: string; readonly token: string } {
  const secret = random.token();
  return { secret, token: `${secret}.${signatureOf(sealing, institution, secret)}` };
}

/** The secret of a token that this installation signed for this institution: a made-up one asks the records nothing. */
export function secretOfToken(sealing: Sealing, institution: string, token: string): string | undefined {
  const [secret = '', signature = '', ...rest] = token.length > tokenMax ? [] : token.split('.');
  if (rest.length > 0 || !/^[\w-]{20,64}$/.test(secret)) return undefined;
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(sealing, institution, secret))];
  return given.length === right.length && timingSafeEqual(given, right) ? secret : undefined;
}

/** What finds an invitation: of the secret of a link, or of a code. */
export function invitationId(sealing: Sealing, institution: string, secret: string): string {
  return sealing.hash('invitation', `${institution}\n${secret}`);
}

function signatureOf(sealing: Sealing, institution: string, secret: string): string {
  return sealing.hash('invitation-link', `${institution}\n${secret}`).slice(0, signatureLength);
}
