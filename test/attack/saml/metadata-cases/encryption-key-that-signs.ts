import assert from 'node:assert/strict';
import { testKeyPair } from '../../../support/saml-certificate.ts';
import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

const forEncryption = testKeyPair('encryption');

export const hostile: HostileMetadata = {
  published: ({ signed, idp }) =>
    signed({
      keys: [
        [idp.keys.certificate, 'signing'],
        [forEncryption.certificate, 'encryption'],
      ],
    }),
  async without({ idp, bench, begin }) {
    const answer = responseXml(idp.answer(await begin(), bench.clock.now()));
    const { outcome } = await bench.answer(sign(answer, 'Assertion', forEncryption));
    assert.match('detail' in outcome ? outcome.detail : '', /^signature: /);
  },
};
