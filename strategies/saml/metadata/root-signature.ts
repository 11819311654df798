// Finds the signature of a large document's root without a tree of it. What is found is no proof of anything: it says which
// signature is to be checked.

export interface RootAndSignature {
  readonly rootTag: string;
  readonly rootName: string;
  readonly signature: string;
}

const bounds = { depth: 60, elements: 20_000_000, tag: 16_384 } as const;
// A tag that never ends is given up after so many characters, or each would be looked for to the end of the document.
const markup = /<(?:!--[\s\S]*?-->|!\[CDATA\[[\s\S]*?\]\]>|\?[\s\S]*?\?>|(?:[^<>"']|"[^"<]*"|'[^'<]*')*>)/y;

/** @returns or what is wrong, in words */
export function rootAndSignature(xml: string): RootAndSignature | string {
  let depth = 0;
  let elements = 0;
  let root: { readonly tag: string; readonly name: string } | undefined;
  let signatureFrom: number | undefined;
  let signature: string | undefined;
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', markup.lastIndex)) {
    markup.lastIndex = at;
    if (!markup.test(xml)) return 'not well-formed XML';
    const next = xml.charCodeAt(at + 1);
    if (next === 0x21 || next === 0x3f) continue;
    if (next === 0x2f) {
      depth--;
      if (depth === 1 && signatureFrom !== undefined) {
        signature = xml.slice(signatureFrom, markup.lastIndex);
        signatureFrom = undefined;
      }
      continue;
    }
    if (markup.lastIndex - at > bounds.tag) return `a tag of more than ${bounds.tag} characters`;
    if (++elements > bounds.elements) return `more than ${bounds.elements} elements`;
    const isEmpty = xml.charCodeAt(markup.lastIndex - 2) === 0x2f;
    if (depth === 0) {
      const tag = xml.slice(at, markup.lastIndex);
      if (root !== undefined || isEmpty) return 'the document is no aggregate';
      root = { tag, name: /^<([^\s>]+)/.exec(tag)?.[1] ?? '' };
    } else if (depth === 1 && /^<(?:[\w.-]+:)?Signature[\s>]/.test(xml.slice(at, at + 80))) {
      if (signature !== undefined) return 'two signatures of one document';
      signatureFrom = at;
    }
    if (!isEmpty && ++depth > bounds.depth) return `elements nested deeper than ${bounds.depth}`;
  }
  if (root === undefined || depth !== 0) return 'not well-formed XML';
  if (signature === undefined) return 'the document is not signed, and a signature is demanded';
  return { rootTag: root.tag, rootName: root.name, signature };
}
