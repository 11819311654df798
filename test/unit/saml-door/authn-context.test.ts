import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  contextOf,
  meetsContexts,
  passwordContext,
  unspecifiedContext,
} from '../../../src/relying-parties/saml/authn-context.ts';

const mfa = 'https://refeds.org/profile/mfa';
const byPassword = { context: undefined, methods: ['pwd'] };
const byMail = { context: undefined, methods: [] };
const byCampus = { context: mfa, methods: [] };

describe('How a person proved who she is', () => {
  test('is the upstream’s word, or a password where it was checked here, or nothing in particular', () => {
    assert.equal(contextOf(byPassword), passwordContext);
    assert.equal(contextOf(byMail), unspecifiedContext);
    assert.equal(contextOf(byCampus), mfa);
    assert.equal(contextOf({ context: '"><evil', methods: [] }), unspecifiedContext);
  });

  for (const [session, comparison, contexts, expected] of [
    [byPassword, 'exact', [passwordContext], true],
    [byPassword, 'exact', [mfa], false],
    [byMail, 'exact', [passwordContext], false],
    [byMail, 'exact', [], true],
    [byCampus, 'exact', [passwordContext], false],
    [byCampus, 'minimum', [passwordContext], true],
    [byPassword, 'minimum', [mfa], false],
    [byCampus, 'better', [passwordContext], true],
    [byPassword, 'better', [passwordContext], false],
    [byCampus, 'maximum', [passwordContext], false],
    [byPassword, 'maximum', [mfa], true],
    [byPassword, 'minimum', ['urn:unknown'], false],
  ] as const) {
    test(`${contextOf(session)} ${expected ? 'meets' : 'does not meet'} ${comparison} ${contexts.join() || 'nothing'}`, () => {
      assert.equal(meetsContexts(session, { contexts, comparison }), expected);
    });
  }
});
