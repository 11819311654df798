// Error detection of SIP2: a sequence number (AY) and a checksum (AZ) end a message that has them.

const trailer = /AY([0-9])AZ([0-9A-Fa-f]{4})$/;

export interface Sealed {
  /** The message without its trailer. */
  readonly body: string;
  /** The digit that the answer carries as well; undefined where the terminal sends neither. */
  readonly sequence: string | undefined;
}

/** @param line one character a byte. @returns undefined for a wrong checksum */
export function unseal(line: string): Sealed | undefined {
  const end = trailer.exec(line);
  if (end === null) return { body: line, sequence: undefined };
  if (checksum(line.slice(0, -4)) !== end[2]?.toUpperCase()) return undefined;
  return { body: line.slice(0, end.index), sequence: end[1] };
}

export function seal({ body, sequence }: Sealed): string {
  if (sequence === undefined) return body;
  const counted = `${body}AY${sequence}AZ`;
  return counted + checksum(counted);
}

/** The bytes up to and with `AZ`, added up, and the sum's 16-bit two's complement as four hexadecimal digits. */
export function checksum(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum + text.charCodeAt(at)) & 0xffff;
  return (-sum & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}
