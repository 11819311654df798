import { responseXml } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

const metadata =
  '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/metadata">' +
  '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:SingleSignOnService ' +
  'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>' +
  '</md:IDPSSODescriptor></md:EntityDescriptor>';

/** Unsigned, and no certificate is configured to check by. */
export const hostile: HostileCase = {
  check: 'certificates',
  settings: { options: { metadata } },
  answersRequest: true,
  message: (stage) => responseXml(stage.parts()),
};
