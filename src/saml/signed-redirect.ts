import { type KeyLike, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { MessageParameter } from './receive.ts';

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** A message of the redirect binding: deflated into the address and signed over it. SAML Bindings 3.4.4.1. */
export function signedRedirect(
  message: {
    readonly parameter: MessageParameter;
    readonly xml: string;
    readonly url: string;
    readonly relayState?: string | undefined;
  },
  key: KeyLike,
): string {
  const { parameter, xml, url, relayState } = message;
  const packed = deflateRawSync(Buffer.from(xml, 'utf8')).toString('base64');
  const signed = [
    `${parameter}=${encodeURIComponent(packed)}`,
    ...(relayState === undefined ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    `SigAlg=${encodeURIComponent(rsaSha256)}`,
  ].join('&');
  const signature = sign('sha256', Buffer.from(signed, 'utf8'), key).toString('base64');
  return `${url}${url.includes('?') ? '&' : '?'}${signed}&Signature=${encodeURIComponent(signature)}`;
}
