// Cutting a signed message apart, for signature wrapping.

const part = (xml: string, name: string): string => {
  const found = new RegExp(`<${name}[ >][\\s\\S]*</${name}>`).exec(xml)?.[0];
  if (found === undefined) throw new Error(`no ${name} in the message`);
  return found;
};

export const assertionOf = (xml: string): string => part(xml, 'saml:Assertion');
export const signatureOf = (xml: string): string => part(xml, 'ds:Signature');
export const without = (xml: string, cut: string): string => xml.replace(cut, () => '');
export const replaced = (xml: string, cut: string, by: string): string => {
  if (!xml.includes(cut)) throw new Error('nothing to replace');
  return xml.replace(cut, () => by);
};

/** The same element for another person, under another ID and without its signature. */
export function forged(element: string): string {
  const bare = element.includes('<ds:Signature') ? without(element, signatureOf(element)) : element;
  return bare.replace(/ ID="[^"]*"/, ' ID="_forged"').replaceAll(/alice@campus\.example|S-1001/g, 'mallory');
}

/** Puts XML just before the end tag of an element's text. */
export function appended(element: string, more: string): string {
  const end = element.lastIndexOf('</');
  return element.slice(0, end) + more + element.slice(end);
}

/** Of a message in which response and assertion are signed: the response's signature. */
export function firstSignatureOf(xml: string): string {
  const start = xml.indexOf('<ds:Signature');
  const end = '</ds:Signature>';
  return xml.slice(start, xml.indexOf(end, start) + end.length);
}

/** The start tag of a response and its status, under another ID. */
export function forgedStart(response: string): string {
  const tag = response.slice(0, response.indexOf('>') + 1).replace(/ ID="[^"]*"/, ' ID="_forgedResponse"');
  return tag + part(response, 'samlp:Status');
}
