import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readSamlQuestion } from '../../../src/relying-parties/cas/saml-one.ts';
import { samlRequest } from '../../support/cas-application.ts';

const nothing = { ticket: undefined, requestId: undefined };

describe('a SAML 1.1 request about a ticket', () => {
  test('names its ticket and itself', () => {
    assert.deepEqual(readSamlQuestion(samlRequest('ST-1', '_q7')), { ticket: 'ST-1', requestId: '_q7' });
  });

  test('an id that is none in XML is not repeated in the answer', () => {
    assert.equal(readSamlQuestion(samlRequest('ST-1', '7 &lt;x')).requestId, undefined);
  });

  const artifact = '<samlp:AssertionArtifact>ST-1</samlp:AssertionArtifact>';
  const cases: Readonly<Record<string, string>> = {
    'a document type': `<!DOCTYPE x [<!ENTITY e "ST-1">]>${samlRequest('&e;')}`,
    'a comment in the ticket': samlRequest('ST-<!-- -->1'),
    'a CDATA section': samlRequest('<![CDATA[ST-1]]>'),
    'two artifacts': samlRequest('ST-1').replace(artifact, artifact + artifact),
    'no envelope': artifact.replace('<samlp:', '<samlp:').replace('Artifact>', 'Artifact xmlns:samlp="urn:x">'),
    'another namespace': samlRequest('ST-1').replace('urn:oasis:names:tc:SAML:1.0:protocol', 'urn:other'),
    'an artifact beside the request': samlRequest('ST-1')
      .replace(artifact, '')
      .replace('</SOAP-ENV:Body>', `${artifact}</SOAP-ENV:Body>`),
    'a thousand elements': samlRequest('ST-1').replace(artifact, '<a>'.repeat(1000) + artifact + '</a>'.repeat(1000)),
    'XML that does not end': samlRequest('ST-1').slice(0, -20),
    'nothing at all': '',
  };
  for (const [what, text] of Object.entries(cases)) {
    test(`asks about nothing with ${what}`, () => assert.deepEqual(readSamlQuestion(text), nothing));
  }

  test('any text is read without a fault', () => {
    const request = samlRequest('ST-1');
    fc.assert(
      fc.property(fc.nat(request.length), fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(12), (at, put, cut) => {
        readSamlQuestion(request.slice(0, at) + put + request.slice(at + cut));
      }),
      { numRuns: 3000 },
    );
  });
});
