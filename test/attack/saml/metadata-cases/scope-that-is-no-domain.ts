import assert from 'node:assert/strict';
import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

/** A star is our own sign for the domains under one; in a document it is no domain. */
export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ scopes: ['*', '*.example', '@', '', 'uni.example alien.example'] }),
  async without({ idp, bench, begin }) {
    const values = ['alice@uni.example', 'alice@alien.example', 'alice@*', 'alice@'];
    const attributes = [{ name: 'eduPersonPrincipalName', values }];
    const answer = responseXml(idp.answer(await begin(), bench.clock.now(), { attributes }));
    const { outcome } = await bench.answer(sign(answer, 'Assertion', idp.keys));
    assert.deepEqual(outcome.type === 'asserted' && outcome.assertion.attributes, {});
  },
};
