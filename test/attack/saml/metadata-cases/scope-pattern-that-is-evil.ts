import assert from 'node:assert/strict';
import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

const patterns = [
  '.*',
  '^.*$',
  '^.+$',
  'uni.example',
  '^uni.example$',
  '^(.+\\.)?example$',
  '^(.*|uni\\.example)$',
  '^uni\\.example$|.*',
  '^(a+)+\\.uni\\.example$',
  '^uni\\.example',
  'library\\.example$',
  '',
];

/** One that could mean any domain, is not anchored, has a bare dot or could take for ever lets nothing through. */
export const hostile: HostileMetadata = {
  published: ({ signed }) =>
    signed({
      scopes: [],
      extensions: patterns.map((one) => `<shibmd:Scope regexp="true">${one}</shibmd:Scope>`).join(''),
    }),
  async without({ idp, bench, begin }) {
    const values = [
      'uni.example',
      'unixexample',
      'library.example',
      'evil.example',
      'example',
      'a.uni.example',
      'aaa.example',
    ];
    const attributes = [{ name: 'eduPersonPrincipalName', values: values.map((scope) => `alice@${scope}`) }];
    const answer = responseXml(idp.answer(await begin(), bench.clock.now(), { attributes }));
    const { outcome } = await bench.answer(sign(answer, 'Assertion', idp.keys));
    assert.deepEqual(outcome.type === 'asserted' && outcome.assertion.attributes, {});
  },
};
