// What a sign-in request says, read of what was verified. SAML Core 3.4.1.
import type { Element } from '@xmldom/xmldom';
import { attribute, children, namespaces, text } from '../../saml/xml.ts';

export type Comparison = 'exact' | 'minimum' | 'maximum' | 'better';

export interface AuthnRequestFacts {
  readonly id: string;
  readonly version: string | undefined;
  readonly issueInstant: string | undefined;
  readonly destination: string | undefined;
  readonly issuers: readonly string[];
  readonly consumerUrl: string | undefined;
  readonly consumerIndex: string | undefined;
  readonly responseBinding: string | undefined;
  readonly forceAuthn: boolean;
  readonly passive: boolean;
  readonly nameIdFormat: string | undefined;
  /** NameIDs of a subject that it has to be. */
  readonly subjects: readonly string[];
  readonly contexts: readonly string[];
  readonly comparison: string | undefined;
}

const { protocol, assertion } = namespaces;
const contextsMax = 20;

export function readAuthnRequest(root: Element): AuthnRequestFacts {
  const [policy] = children(root, protocol, 'NameIDPolicy');
  const [requested] = children(root, protocol, 'RequestedAuthnContext');
  return {
    id: attribute(root, 'ID') ?? '',
    version: attribute(root, 'Version'),
    issueInstant: attribute(root, 'IssueInstant'),
    destination: attribute(root, 'Destination'),
    issuers: children(root, assertion, 'Issuer').map(text),
    consumerUrl: attribute(root, 'AssertionConsumerServiceURL'),
    consumerIndex: attribute(root, 'AssertionConsumerServiceIndex'),
    responseBinding: attribute(root, 'ProtocolBinding'),
    forceAuthn: isTrue(attribute(root, 'ForceAuthn')),
    passive: isTrue(attribute(root, 'IsPassive')),
    nameIdFormat: policy && attribute(policy, 'Format'),
    subjects: children(root, assertion, 'Subject').flatMap((subject) =>
      children(subject, assertion, 'NameID').map(text),
    ),
    contexts: (requested === undefined ? [] : children(requested, assertion, 'AuthnContextClassRef'))
      .slice(0, contextsMax)
      .map(text),
    comparison: requested && attribute(requested, 'Comparison'),
  };
}

function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '1';
}
