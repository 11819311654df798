// The AuthnRequest, made and signed by node-saml. SAML Profiles 4.1.4.1, SAML Bindings 3.4 and 3.5.

import { signAuthnRequestPost } from '@node-saml/node-saml/lib/saml-post-signing.js';
import { SAML } from '@node-saml/passport-saml';
import type { IdpMetadata, RequestBinding } from './idp-metadata.ts';
import type { ServiceProvider } from './parties.ts';

export interface AuthnRequest {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly binding: RequestBinding;
  readonly url: NonNullable<IdpMetadata['singleSignOn'][RequestBinding]>;
  readonly nameIdFormat: string | undefined;
  readonly forceAuthn: boolean;
  readonly passive: boolean;
  /** One of these is to be how she proves who she is; none asked for where undefined. */
  readonly contexts?: readonly string[] | undefined;
}

export type PreparedRequest =
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'post'; readonly url: string; readonly fields: Readonly<Record<string, string>> };

/** One request: node-saml takes the time of issue from the machine, here it comes from our clock. */
class RequestBuilder extends SAML {
  readonly #issuedAt: string;

  constructor(options: ConstructorParameters<typeof SAML>[0], issuedAt: number) {
    super(options);
    this.#issuedAt = new Date(issuedAt).toISOString();
  }

  protected override async generateAuthorizeRequestAsync(isPassive: boolean, isPost: boolean): Promise<string> {
    const xml = await super.generateAuthorizeRequestAsync(isPassive, false);
    const timed = xml.replace(/ IssueInstant="[^"]*"/, ` IssueInstant="${this.#issuedAt}"`);
    const { privateKey } = this.options;
    return isPost && privateKey !== undefined ? signAuthnRequestPost(timed, { ...this.options, privateKey }) : timed;
  }
}

/** No RelayState goes out: the attempt is found by the request id alone, so none is missed when it comes back. */
export async function prepareRequest(request: AuthnRequest, sp: ServiceProvider): Promise<PreparedRequest> {
  const builder = new RequestBuilder(builderOptions(request, sp), request.issuedAt);
  if (request.binding === 'redirect') {
    return { type: 'redirect', url: await builder.getAuthorizeUrlAsync('', undefined, {}) };
  }
  const message = await builder.getAuthorizeMessageAsync('');
  return { type: 'post', url: request.url, fields: { SAMLRequest: String(message['SAMLRequest']) } };
}

function builderOptions(request: AuthnRequest, sp: ServiceProvider): ConstructorParameters<typeof SAML>[0] {
  return {
    issuer: sp.entityId,
    callbackUrl: sp.callback,
    entryPoint: request.url,
    // Required by the class, and read only when a response is validated, which this instance never does.
    idpCert: 'unused',
    generateUniqueId: () => request.id,
    forceAuthn: request.forceAuthn,
    passive: request.passive,
    identifierFormat: request.nameIdFormat ?? null,
    disableRequestedAuthnContext: request.contexts === undefined,
    ...(request.contexts === undefined ? {} : { authnContext: [...request.contexts] }),
    // The POST binding carries the text as it is; only the redirect binding compresses it.
    skipRequestCompression: request.binding === 'post',
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    ...(sp.signing === undefined ? {} : { privateKey: sp.signing.key, publicCert: sp.signing.certificate }),
  };
}
