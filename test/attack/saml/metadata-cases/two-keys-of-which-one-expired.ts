import assert from 'node:assert/strict';
import { testKeyPair } from '../../../support/saml-certificate.ts';
import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

const old = testKeyPair('lost in 2025', 2048, '250101000000Z');

/** A key left over from a rollover, and lost since: it signs nobody in any more. */
export const hostile: HostileMetadata = {
  published: ({ signed, idp }) =>
    signed({
      keys: [
        [old.certificate, 'signing'],
        [idp.keys.certificate, 'signing'],
      ],
    }),
  async without({ idp, bench, begin }) {
    const answer = responseXml(idp.answer(await begin(), bench.clock.now()));
    const { outcome } = await bench.answer(sign(answer, 'Assertion', old));
    assert.match('detail' in outcome ? outcome.detail : '', /^signature: /);
    assert.equal((await bench.answer(sign(answer, 'Assertion', idp.keys))).outcome.type, 'asserted');
  },
};
