// Check digits of identifiers: a value whose last characters follow from the others, so that a slip of the finger is
// seen. Every scheme reads a value from left to right and remembers a number; so one reading judges a value, works out
// its last characters, and can be followed beside a pattern.

export const checkDigits = ['luhn', 'codabar-mod10', 'iso7064-mod11-2', 'iso7064-mod97-10', 'iso7064-mod37-2'] as const;
export type CheckDigit = (typeof checkDigits)[number];

export interface CheckScheme {
  /** What the characters before the check characters may be, in upper case. */
  readonly payload: string;
  /** What a check character may be, in upper case. */
  readonly check: string;
  /** How many check characters end a value. */
  readonly checkLength: 1 | 2;
  /** The only length a value may have. */
  readonly length?: number | undefined;
  /** Hyphens and blanks between the characters are passed over. */
  readonly passesSeparators: boolean;
  readonly start: number;
  /** The state after one more character, in upper case; undefined when no value goes on like that. */
  next(state: number, character: string): number | undefined;
  /** Whether a value may end here. */
  isRight(state: number): boolean;
}

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** @see ISO/IEC 7812-1, annex B */
const luhn: CheckScheme = {
  payload: digits,
  check: digits,
  checkLength: 1,
  passesSeparators: true,
  start: 0,
  next: nextOfLuhn,
  isRight: (state) => Math.floor(state / 10) === 0,
};

/** Which digits count twice is known at the end only: tens hold the sum if the last one counts once, ones if twice. */
function nextOfLuhn(state: number, character: string): number | undefined {
  const digit = digits.indexOf(character);
  if (digit < 0) return undefined;
  const doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
  return (((state % 10) + digit) % 10) * 10 + ((Math.floor(state / 10) + doubled) % 10);
}

const libraryBarcodeLength = 14;

/** The barcode of libraries: 14 digits, of which the 1st, 3rd … 13th count twice. Hundreds hold the length. */
const codabarMod10: CheckScheme = {
  ...luhn,
  length: libraryBarcodeLength,
  passesSeparators: false,
  next: (state, character) => {
    const length = Math.floor(state / 100);
    const next = nextOfLuhn(state % 100, character);
    return next === undefined || length === libraryBarcodeLength ? undefined : (length + 1) * 100 + next;
  },
  isRight: (state) => Math.floor(state / 100) === libraryBarcodeLength && luhn.isRight(state % 100),
};

/** One character that may be one more than the payload's, at the end only. @see ISO/IEC 7064, pure systems */
function pureSystem(modulus: number, payload: string, check: string): CheckScheme {
  return {
    payload,
    check,
    checkLength: 1,
    passesSeparators: true,
    start: 0,
    next: (state, character) => {
      const value = check.indexOf(character);
      if (value < 0 || state >= modulus) return undefined;
      const next = (state * 2 + value) % modulus;
      return value < payload.length ? next : modulus + next;
    },
    isRight: (state) => state % modulus === 1,
  };
}

/** Letters count as two digits, `A` as 10, as in an LEI. Of the state, the last digit counts the digits at the end. */
const iso7064Mod97: CheckScheme = {
  payload: digits + letters,
  check: digits,
  checkLength: 2,
  passesSeparators: true,
  start: 0,
  next: (state, character) => {
    const value = (digits + letters).indexOf(character);
    if (value < 0) return undefined;
    const sum = Math.floor(state / 10);
    return value < 10
      ? ((sum * 10 + value) % 97) * 10 + Math.min(2, (state % 10) + 1)
      : ((sum * 100 + value) % 97) * 10;
  },
  isRight: (state) => state === 12,
};

export const checkSchemes: Readonly<Record<CheckDigit, CheckScheme>> = {
  luhn,
  'codabar-mod10': codabarMod10,
  'iso7064-mod11-2': pureSystem(11, digits, `${digits}X`),
  'iso7064-mod97-10': iso7064Mod97,
  'iso7064-mod37-2': pureSystem(37, digits + letters, `${digits}${letters}*`),
};

/** @param value as written; its letters may be small */
export function meetsCheckDigit(name: CheckDigit, value: string): boolean {
  const scheme = checkSchemes[name];
  const text = significant(scheme, value);
  const state = stateAfter(scheme, text);
  return state !== undefined && text.length > scheme.checkLength && scheme.isRight(state);
}

/**
 * The characters that make a value of this beginning right.
 *
 * @returns undefined when no value begins like that, or it has not the length that the scheme asks for
 */
export function checkCharacters(name: CheckDigit, payload: string): string | undefined {
  const scheme = checkSchemes[name];
  const state = stateAfter(scheme, significant(scheme, payload));
  if (state === undefined) return undefined;
  return endings(scheme).find((ending) => {
    const end = stateAfter(scheme, ending, state);
    return end !== undefined && scheme.isRight(end);
  });
}

/** Of two check digits 00 and 01 are left out: 97 and 98 mean the same, and are what the standard's procedure gives. */
function endings({ check, checkLength }: CheckScheme): readonly string[] {
  const one = Array.from(check);
  return checkLength === 1 ? one : one.flatMap((first) => one.map((second) => first + second)).slice(2);
}

function significant({ passesSeparators }: CheckScheme, value: string): string {
  return passesSeparators ? value.replaceAll(/[- ]/g, '') : value;
}

function stateAfter(scheme: CheckScheme, text: string, start: number = scheme.start): number | undefined {
  let state: number | undefined = start;
  for (const character of text) {
    if (state === undefined) return undefined;
    state = scheme.next(state, upper(character));
  }
  return state;
}

/** Of ASCII only: `ı` is no `I` here. */
function upper(character: string): string {
  return /^[a-z]$/.test(character) ? character.toUpperCase() : character;
}
