import { bearer, responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A second bearer confirmation, with looser conditions. */
export const hostile: HostileCase = {
  check: 'confirmation',
  message: (stage) => {
    const second = `<saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData/></saml:SubjectConfirmation>`;
    return sign(
      replaced(responseXml(stage.parts()), '</saml:Subject>', `${second}</saml:Subject>`),
      'Assertion',
      stage.idp.keys,
    );
  },
};
