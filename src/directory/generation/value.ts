// One value by a rule: prefix, number or chance in the rule's alphabet, check digit.
import { checkCharacters } from '../../domain/check-digit.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { ValuePlan } from './rule.ts';

/** A number in the alphabet, filled up with its first character; undefined when there is no room for it. */
export function sequenceBody({ alphabet, bodyLength }: ValuePlan, number: number): string | undefined {
  let rest = number;
  let body = '';
  for (let place = 0; place < bodyLength; place++) {
    body = (alphabet[rest % alphabet.length] ?? '') + body;
    rest = Math.floor(rest / alphabet.length);
  }
  return rest === 0 ? body : undefined;
}

/** Every character of the alphabet as likely as any other: bytes that would favour the first ones are thrown away. */
export function randomBody({ alphabet, bodyLength }: ValuePlan, random: Random): string {
  const fair = 256 - (256 % alphabet.length);
  let body = '';
  while (body.length < bodyLength) {
    for (const byte of random.bytes(bodyLength - body.length)) {
      if (byte < fair) body += alphabet[byte % alphabet.length] ?? '';
    }
  }
  return body;
}

/** @returns undefined for what the check digit cannot be worked out of, which `ruleFault` refuses */
export function valueOf({ prefix, checkDigit }: ValuePlan, body: string): string | undefined {
  if (checkDigit === undefined) return prefix + body;
  const check = checkCharacters(checkDigit, prefix + body);
  return check === undefined ? undefined : prefix + body + check;
}
