import { signing } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Canonicalisation that depends on where an element stands. */
export const hostile: HostileCase = {
  check: 'algorithm',
  message: (stage) =>
    replaced(
      signed(stage),
      `<ds:CanonicalizationMethod Algorithm="${signing.exclusive}"`,
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
    ),
};
