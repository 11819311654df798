// Hashes that other systems made of one password: with perl's crypt and Digest modules, php's hash_pbkdf2 and OpenLDAP's
// slappasswd, none of which shares code with ours.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPasswordHasher, deriveTag } from '../../../src/directory/password-hash.ts';
import { readForeignHash, writeForeignHash } from '../../../src/directory/passwords/foreign-hash.ts';
import { type FolioHash, parsePasswordHash } from '../../../src/directory/passwords/parse-hash.ts';
import { readUserInput } from '../../../src/directory/user-input.ts';
import { createRandom, systemClock } from '../../../src/platform.ts';
import { isCode } from '../../contract/ephemeral/ephemeral.contract.ts';

const cost = { memoryKiB: 256, passes: 2, parallelism: 1 };
const cheap = { ...cost, queue: 200, threads: 2, random: createRandom(), clock: systemClock };
const hasher = createPasswordHasher(cheap);

const password = 'Grüße, Ada 7';
const folio = {
  hash: '399DA35C0D579AEEA3B36A71DED440F34F1693BF',
  salt: '9F3C1A7754D2E8B0019F3C1A7754D2E8B0019F3C',
};
const bcrypt = '$2b$06$DCq7YPn5Rq63x1Lad4cll.lT1qiJX0LipMAbnsi0X8Drsuah4F.nW';
const salt = 'c29tZXNhbHRzb21lc2FsIQ';
const sha512Tag = 'ifZbRv5bA54iuHG8bCNXP2ujDrP27AruLaG2kDpg20dvXl5Cyxc1zMJ7qUbMXo58HVTxVlID3RSaQaCQfhpVGw';

const forms: Readonly<Record<string, string | FolioHash>> = {
  'bcrypt $2y$': '$2y$05$LhayLxezLhK1LhWvKxCyLO2RlreRWe9GCa.vydG32O/gbihatWIy2',
  'bcrypt $2b$': bcrypt,
  'bcrypt behind {CRYPT}': `{CRYPT}${bcrypt}`,
  'bcrypt of Koha': '$2a$08$Ro0CUfOqk6cXEKf3dyaM7OOfxbbAB4mrvax7n53p1jmLT7OFee90.',
  'bcrypt behind {KOHA}': '{KOHA}$2a$08$Ro0CUfOqk6cXEKf3dyaM7OOfxbbAB4mrvax7n53p1jmLT7OFee90.',
  'MD5 of an old Koha': '{KOHA}yOzWA+PRzKOIUGKwUzG+Hw',
  'bcrypt of MD5 of Evergreen': '{EVERGREEN}$2a$10$fVH8e28OQRj9tqiDXs1e1usiNkT.BtAkrJBrZXGQVMkitn7LIvM52',
  'PBKDF2 of FOLIO as its two fields': folio,
  'PBKDF2 of FOLIO as text': `{FOLIO}${folio.hash}:${folio.salt.toLowerCase()}`,
  'PBKDF2 with SHA-1 of passlib': `$pbkdf2$5000$${salt}$E99z5s1ijhhUYu3HvSZ/tPcvfcw`,
  'PBKDF2 with SHA-256 of passlib': `$pbkdf2-sha256$5000$${salt}$fmvG5WUPQRkKult5LnNyOD4hiLR2DSwt5ineiwEPT6A`,
  'PBKDF2 with SHA-512 as PHC': `$pbkdf2-sha512$i=5000$${salt}$${sha512Tag}`,
  'PBKDF2 of LDAP': `{PBKDF2-SHA256}5000$${salt}$fmvG5WUPQRkKult5LnNyOD4hiLR2DSwt5ineiwEPT6A`,
  'PBKDF2 of Django': 'pbkdf2_sha256$5000$seasalt12345$kzbt7Z8+6CtHHqh3j1+mZtKSZX/2kvV5kWeVJO/Zx/0=',
  '{SSHA}': '{SSHA}V5gvyIq61G6FHZ/f5jqCB4u6jnNzYWx0c2FsdA==',
  '{SSHA} of slappasswd': '{ssha}RPv12r5wcooH8w52rxR9pfPxw4boEVNq',
  '{SSHA256}': '{SSHA256}O0UGXzqAE+E1n0TsxTrBVv+e7/WRaD2NKcjytWas9chzYWx0c2FsdA==',
  '{SSHA512}':
    '{SSHA512}L6LmFXbjlcuOVURcMO/ZAmlodj3mDh8gd7XI+2P/ZrEM80jGW4VnrduqKThSx3w7P4fNE7aKrrdv+/Dy/lhxhXNhbHRzYWx0',
};

describe('a hash taken over', () => {
  for (const [name, form] of Object.entries(forms)) {
    test(`verifies and is hashed anew: ${name}`, async () => {
      const kept = parsePasswordHash(form) ?? '';
      const verdict = await hasher.verify(password, kept);
      assert.ok(verdict.type === 'right');
      assert.match(verdict.rehash ?? '', /^\$argon2id\$v=19\$m=256,/);
      assert.equal((await hasher.verify(password, verdict.rehash ?? '')).type, 'right');
      assert.deepEqual(await hasher.verify('Grüße, Ada 8', kept), { type: 'wrong' });
    });
  }

  // From the documentation of passlib, `passlib.hash.pbkdf2_sha256`: of "password", with `.` for `+`.
  test('verifies in the base64 of passlib', async () => {
    const kept = parsePasswordHash(
      '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44',
    );
    assert.equal((await hasher.verify('password', kept ?? '')).type, 'right');
  });

  test('is the same whether the typed accents are composed', async () => {
    const kept = parsePasswordHash(bcrypt) ?? '';
    assert.equal((await hasher.verify(password.normalize('NFD'), kept)).type, 'right');
  });

  test('of bcrypt counts 72 bytes, as where it comes from, and all of them once hashed anew', async () => {
    const kept = parsePasswordHash('$2b$04$DCq7YPn5Rq63x1Lad4cll.nJmTn/7Df9/c5/AzVmvwunbnvRmjrMC') ?? '';
    const verdict = await hasher.verify('x'.repeat(80), kept);
    assert.ok(verdict.type === 'right');
    assert.equal((await hasher.verify('x'.repeat(72), verdict.rehash ?? '')).type, 'wrong');
  });

  test('of bcrypt is not matched by a password that repeats it behind a NUL', async () => {
    const kept = parsePasswordHash(bcrypt) ?? '';
    assert.deepEqual(await hasher.verify(`${password}\0${password}`, kept), { type: 'wrong' });
  });

  test('is kept as a text that reads back as it was', () => {
    for (const [name, form] of Object.entries(forms)) {
      const kept = parsePasswordHash(form) ?? '';
      const read = readForeignHash(kept);
      assert.ok(read !== undefined, name);
      assert.equal(writeForeignHash(read), kept, name);
    }
  });
});

describe('what is no hash', () => {
  const refused: Readonly<Record<string, string | FolioHash>> = {
    'a password': 'correct horse battery staple',
    'a password that looks like MD5 in base64': 'yOzWA+PRzKOIUGKwUzG+Hw',
    'MD5 in hex': '5f4dcc3b5aa765d61d8327deb882cf99',
    'a password marked as one': '{CLEARTEXT}secret',
    'an unsalted SHA-1': '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=',
    '{SSHA} without a salt': '{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=',
    'the password that Koha writes for none': '{KOHA}!',
    'DES crypt': '{CRYPT}rl.3StKT.4T8M',
    'the faulty bcrypt of 2011': '$2x$05$LhayLxezLhK1LhWvKxCyLO2RlreRWe9GCa.vydG32O/gbihatWIy2',
    'bcrypt that costs 16 s': '$2b$18$DCq7YPn5Rq63x1Lad4cll.lT1qiJX0LipMAbnsi0X8Drsuah4F.nW',
    'bcrypt that costs nothing': '$2b$00$DCq7YPn5Rq63x1Lad4cll.lT1qiJX0LipMAbnsi0X8Drsuah4F.nW',
    'bcrypt with a blank behind': `${bcrypt} `,
    'bcrypt with a line behind': `${bcrypt}\n`,
    'bcrypt cut off': bcrypt.slice(0, -1),
    'PBKDF2 of nine million iterations': `$pbkdf2-sha256$9000000$${salt}$fmvG5WUPQRkKult5LnNyOD4hiLR2DSwt5ineiwEPT6A`,
    'PBKDF2 with so many blocks': `$pbkdf2$1900000$${salt}$${sha512Tag}`,
    'PBKDF2 with a tag of one byte': `$pbkdf2-sha256$5000$${salt}$fg`,
    'PBKDF2 with MD5': `$pbkdf2-md5$5000$${salt}$fmvG5WUPQRkKult5LnNyOA`,
    'FOLIO with half a byte': { ...folio, salt: `${folio.salt}A` },
    'FOLIO with another length': { ...folio, hash: folio.hash.slice(2) },
    'a scheme that nobody knows': `{WHATEVER}${bcrypt}`,
    'a scheme of every object': `{CONSTRUCTOR}${bcrypt}`,
    'nothing behind a scheme': '{SSHA}',
    nothing: '',
    'a text without end': `{SSHA512}${'A'.repeat(100_000)}`,
  };
  for (const [name, form] of Object.entries(refused)) {
    test(`is refused: ${name}`, () => assert.equal(parsePasswordHash(form), undefined));
  }

  test('is not computed either when it stands in the records', async () => {
    const hostile = [
      '$bcrypt$v=2b,r=31$DCq7YPn5Rq63x1Lad4cll.$lT1qiJX0LipMAbnsi0X8Drsuah4F.nW',
      `$pbkdf2-sha1$i=9999999$${salt}$E99z5s1ijhhUYu3HvSZ/tPcvfcw`,
      bcrypt,
      '$md5$yOzWA+PRzKOIUGKwUzG',
    ];
    for (const hash of hostile) await assert.rejects(hasher.verify('x', hash), isCode('VST_STORE_CORRUPT'), hash);
  });
});

test('an import takes a hash as text or as the two fields of FOLIO, and repeats none that it refuses', () => {
  const read = (passwordHash: unknown) => readUserInput({ primaryIdentifier: 'ines', passwordHash });
  for (const given of [forms['{SSHA}'], folio]) {
    const outcome = read(given);
    assert.equal(outcome.type === 'input' && outcome.input.passwordHash, parsePasswordHash(given ?? ''));
  }
  for (const given of ['hunter2hunter2', { ...folio, salt: 'hunter2' }, { ...folio, iterations: 'hunter2' }, 77]) {
    const outcome = read(given);
    assert.equal(outcome.type, 'faults');
    assert.doesNotMatch(JSON.stringify(outcome), /hunter2/);
  }
});

test('every check of a hash taken over spends an argon2id beside it', async () => {
  const spent: number[] = [];
  const counted = createPasswordHasher(cheap, (bytes, cost, length) => {
    spent.push(cost.memoryKiB);
    return deriveTag(bytes, cost, length);
  });
  for (const [name, form] of Object.entries(forms)) {
    spent.length = 0;
    await counted.verify('wrong', parsePasswordHash(form) ?? '');
    assert.deepEqual(spent, [256], name);
  }
});

test('a wrong answer to somebody else comes no earlier than one of bcrypt', async () => {
  const levelled: number[] = [];
  const kinds: unknown[] = [];
  const counted = createPasswordHasher(cheap, deriveTag, {
    timed: (kind, work) => {
      kinds.push(kind);
      return work();
    },
    levelled: async (since) => void levelled.push(since),
  });
  const own = await counted.hash(password);
  await counted.verify('wrong', parsePasswordHash(bcrypt) ?? '');
  await counted.verify('wrong', own);
  await counted.spend('wrong');
  assert.deepEqual(kinds, ['bcrypt 6']);
  assert.equal(levelled.length, 3);
  await counted.verify(password, own);
  assert.equal(levelled.length, 3);
});

test('bcrypt does not hold the event loop', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  await hasher.verify('wrong', parsePasswordHash(forms['bcrypt of MD5 of Evergreen'] ?? '') ?? '');
  clearInterval(timer);
  assert.ok(ticks >= 5, `${ticks} ticks`);
});
