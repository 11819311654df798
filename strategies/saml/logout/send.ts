// A logout message on its way out, always signed: by the redirect binding over the query, by the POST binding inside the
// XML. SAML Bindings 3.4.4.1 and 3.5.4.
import { sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { signSamlPost } from '@node-saml/node-saml/lib/saml-post-signing.js';
import type { UpstreamSignOut } from '../../../src/domain/strategy.ts';
import type { KeyPair } from '../certificates.ts';
import type { RequestBinding } from '../idp-metadata.ts';

export type MessageParameter = 'SAMLRequest' | 'SAMLResponse';

export interface OutgoingMessage {
  readonly parameter: MessageParameter;
  readonly xml: string;
  readonly binding: RequestBinding;
  readonly url: string;
  /** Given back to who sent it with a request; none of ours goes out. */
  readonly relayState?: string | undefined;
}

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

export function sendSigned(message: OutgoingMessage, keys: KeyPair): UpstreamSignOut {
  return message.binding === 'redirect' ? byRedirect(message, keys) : byPost(message, keys);
}

function byRedirect({ parameter, xml, url, relayState }: OutgoingMessage, { key }: KeyPair): UpstreamSignOut {
  const packed = deflateRawSync(Buffer.from(xml, 'utf8')).toString('base64');
  const signed = [
    `${parameter}=${encodeURIComponent(packed)}`,
    ...(relayState === undefined ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    `SigAlg=${encodeURIComponent(rsaSha256)}`,
  ].join('&');
  const signature = sign('sha256', Buffer.from(signed, 'utf8'), key).toString('base64');
  const joint = url.includes('?') ? '&' : '?';
  return { type: 'redirect', url: `${url}${joint}${signed}&Signature=${encodeURIComponent(signature)}` };
}

function byPost({ parameter, xml, url, relayState }: OutgoingMessage, keys: KeyPair): UpstreamSignOut {
  const signed = signSamlPost(xml, '/*', {
    privateKey: keys.key,
    publicCert: keys.certificate,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
  });
  const fields: Record<string, string> = { [parameter]: Buffer.from(signed, 'utf8').toString('base64') };
  if (relayState !== undefined) fields['RelayState'] = relayState;
  return { type: 'post', url, fields };
}
