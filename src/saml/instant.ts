/** A period as SAML writes it: xs:dateTime texts. */
export interface Window {
  readonly notBefore?: string | undefined;
  readonly notOnOrAfter?: string | undefined;
}

/** Epoch milliseconds of an xs:dateTime that names its zone (SAML Core 1.3.3); undefined for anything else. */
export function instantOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** @returns what is wrong, in words, or undefined when `now` lies in the window widened by the skew on both sides */
export function outsideWindow({ notBefore, notOnOrAfter }: Window, now: number, skewMs: number): string | undefined {
  if (notBefore !== undefined) {
    const from = instantOf(notBefore);
    if (from === undefined) return `NotBefore ${notBefore} is no time`;
    if (now + skewMs < from) return `not valid before ${notBefore}; it is ${new Date(now).toISOString()} here`;
  }
  if (notOnOrAfter !== undefined) {
    const until = instantOf(notOnOrAfter);
    if (until === undefined) return `NotOnOrAfter ${notOnOrAfter} is no time`;
    if (now - skewMs >= until) return `no longer valid from ${notOnOrAfter}; it is ${new Date(now).toISOString()} here`;
  }
  return undefined;
}

/** Whether a time lies after the given one; what is no time at all counts as after. */
export function isAfter(text: string, epochMs: number): boolean {
  const ms = instantOf(text);
  return ms === undefined || ms > epochMs;
}
