import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  invitationId,
  newInvitationCode,
  newLinkToken,
  parseInvitationCode,
  printedCode,
  secretOfToken,
} from '../../../src/directory/invitations/secret.ts';
import { createSealing } from '../../../src/keys/sealing.ts';
import { masked, maskedAddress } from '../../../src/login/own-methods/mask.ts';
import { createRandom } from '../../../src/platform.ts';

const random = createRandom();
const sealing = createSealing(Buffer.alloc(32, 1), random);

describe('the secret of an invitation', () => {
  test('as a code has twelve letters and digits that nobody confuses, in groups of four', () => {
    for (let count = 0; count < 200; count++) {
      const code = newInvitationCode(random);
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
      assert.match(printedCode(code), /^.{4}-.{4}-.{4}$/);
      assert.equal(parseInvitationCode(printedCode(code)), code);
    }
  });

  test('as a code is read however it is typed', () => {
    for (const typed of [
      'abcd-efgh-0123',
      ' ABCD EFGH 0123 ',
      'abcd–efgh–oi23',
      'ＡＢＣＤ-ＥＦＧＨ-０１２３',
      'abcdefgho123',
      'abcd-efgh-٠١٢٣',
      'abcd-efgh-۰۱۲۳',
    ])
      assert.equal(parseInvitationCode(typed), 'ABCDEFGH0123', typed);
    for (const none of ['', 'ABCD-EFGH-012', 'ABCD-EFGH-0123-4', 'ABCD-EFGH-012U', 'ABCD-EFGH-01é3'])
      assert.equal(parseInvitationCode(none), undefined, none);
  });

  test('as a link counts only with the signature of this installation and institution', () => {
    const { secret, token } = newLinkToken(sealing, random, 'demo');
    assert.equal(secretOfToken(sealing, 'demo', token), secret);
    const other = createSealing(Buffer.alloc(32, 2), random);
    assert.equal(secretOfToken(other, 'demo', token), undefined, 'another installation');
    assert.equal(secretOfToken(sealing, 'other', token), undefined, 'another institution');
    for (const made of [secret, `${secret}.`, `${secret}.${'A'.repeat(22)}`, `${token}.x`, `.${token}`, '', 'é.é'])
      assert.equal(secretOfToken(sealing, 'demo', made), undefined, made);
  });

  test('stands in the records as a hash that is another in each institution', () => {
    const ids = ['demo', 'other'].map((slug) => invitationId(sealing, slug, 'ABCDEFGH0123'));
    assert.equal(new Set(ids).size, 2);
    assert.ok(ids.every((id) => !id.includes('ABCDEFGH')));
  });
});

test('a masked value shows its end, and of a short one nothing', () => {
  assert.deepEqual(['108822013377001122334', '471147', '999', ''].map(masked), ['••••2334', '••••47', '••••', '••••']);
  assert.deepEqual(['ada@uni.example', '@x', 'plain'].map(maskedAddress), ['a•••@uni.example', '••••', '••••in']);
});
