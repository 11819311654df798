// A logout message on its way out, always signed: by the redirect binding over the query, by the POST binding inside the
// XML. SAML Bindings 3.4.4.1 and 3.5.4.
import { signSamlPost } from '@node-saml/node-saml/lib/saml-post-signing.js';
import type { UpstreamSignOut } from '../../../src/domain/strategy.ts';
import type { KeyPair } from '../../../src/saml/certificates.ts';
import type { MessageParameter } from '../../../src/saml/receive.ts';
import { signedRedirect } from '../../../src/saml/signed-redirect.ts';
import type { RequestBinding } from '../idp-metadata.ts';

export interface OutgoingMessage {
  readonly parameter: MessageParameter;
  readonly xml: string;
  readonly binding: RequestBinding;
  readonly url: string;
  /** Given back to who sent it with a request; none of ours goes out. */
  readonly relayState?: string | undefined;
}

export function sendSigned(message: OutgoingMessage, keys: KeyPair): UpstreamSignOut {
  return message.binding === 'redirect'
    ? { type: 'redirect', url: signedRedirect(message, keys.key) }
    : byPost(message, keys);
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
