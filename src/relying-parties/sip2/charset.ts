// The character sets of terminals. Bytes are texts of one character a byte, as they go over the line.

export type Charset = 'utf-8' | 'latin1' | 'cp850';

/** What the bytes 0x80 to 0xFF are in code page 850, the one of DOS in western Europe. */
const cp850 = Array.from(
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐' +
    '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
);
const cp850Bytes = new Map(cp850.map((character, index) => [character, String.fromCharCode(0x80 + index)]));

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined for bytes that are no text in it. */
export function decode(bytes: string, charset: Charset): string | undefined {
  if (!/[\x80-\xff]/.test(bytes) || charset === 'latin1') return bytes;
  if (charset === 'cp850') return bytes.replaceAll(/[\x80-\xff]/g, (byte) => cp850[byte.charCodeAt(0) - 0x80] ?? '');
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** No field of SIP2 is longer. */
const fieldCharactersMax = 255;

/**
 * A text as a field can hold it: without what would end the field or the message. A letter that the set has not is sent
 * without its accents, or else as a question mark.
 */
export function encode(text: string, charset: Charset): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cf}]/gu, '')
    .replaceAll(/[|\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  const characters = Array.from(plain).slice(0, fieldCharactersMax);
  if (charset === 'utf-8') return Buffer.from(characters.join(''), 'utf8').toString('latin1');
  return characters.map((character) => byteOf(character, charset)).join('');
}

const plainer: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': ',',
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u202f': ' ',
};

function byteOf(character: string, charset: 'latin1' | 'cp850'): string {
  const known = inCharset(character, charset) ?? plainer[character];
  if (known !== undefined) return known;
  const base = Array.from(character.normalize('NFKD').replaceAll(/\p{M}/gu, ''));
  const bytes = base.map((each) => inCharset(each, charset));
  return base.length === 0 || bytes.includes(undefined) ? '?' : bytes.join('');
}

function inCharset(character: string, charset: 'latin1' | 'cp850'): string | undefined {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return character;
  if (charset === 'cp850') return cp850Bytes.get(character);
  return point >= 0xa0 && point <= 0xff ? character : undefined;
}
