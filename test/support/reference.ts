// The code that a page asks people to read out. Looked for where the page shows it: elsewhere, once in some thousand
// pages, the random text of a token looks like one.

export const referencePattern = /(?<=<code dir="ltr">)[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}(?=<\/code>)/g;

/** The reference code that this page shows, if it shows one. */
export function referenceOf(body: string): string | undefined {
  return body.match(referencePattern)?.[0];
}
