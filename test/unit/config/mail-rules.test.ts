import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { checkMailThere } from '../../../config/rules/mail.ts';
import { checkInstallation, checkInstitution } from '../../../config/rules.ts';
import { institution } from '../../../config/schema.ts';
import { viewInstallation, viewInstitution } from '../../../config/view.ts';

type Data = Readonly<Record<string, unknown>>;

const email: Data = { kind: 'email-link', id: 'mail', label: 'Email' };
const password: Data = { kind: 'password', id: 'password', label: 'Password', match: { from: 'subject', to: 'any' } };
const library = (more: Data = {}): Data => ({
  slug: 'library',
  code: 'LIB',
  name: 'Library',
  loginProfiles: [email, password],
  ...more,
});

const faults = (more: Data = {}) =>
  checkInstitution(viewInstitution(library(more))).map(({ path, message }) => `${formatPath(path)} — ${message}`);
const letters = (letter: Data) => faults({ mail: { letters: { 'sign-in': { en: letter } } } });
const installationFaults = (mail: Data, publicUrl = 'https://lib.example') =>
  checkInstallation(viewInstallation({ publicUrl, masterKey: '${env:K}', institutions: ['a.yaml'], mail })).map(
    ({ path, message }) => `${formatPath(path)} — ${message}`,
  );
const smtp = { engine: 'smtp', host: 'mail.example', from: 'library@lib.example' };

describe('email login in an institution file', () => {
  test('needs no match rule, and shares identifiers with nobody', () => assert.deepEqual(faults(), []));

  test('names systems only where it trusts them', () => {
    const [fault] = faults({ loginProfiles: [{ ...email, trustedSystems: ['SIS'] }] });
    assert.match(fault ?? '', /^loginProfiles\[0\]\.trustedSystems — with trust: proved nothing is asked/);
    assert.deepEqual(faults({ loginProfiles: [{ ...email, trust: 'external', trustedSystems: ['SIS'] }] }), []);
  });

  test('takes no other match rule', () => {
    const profile = { ...email, match: { from: 'subject', to: 'any' } };
    assert.equal(institution.safeParse(library({ loginProfiles: [profile] })).success, false);
  });

  test('needs an installation with mail', () => {
    const [fault] = checkMailThere({ mail: undefined }, [institution.parse(library())]);
    assert.match(fault?.message ?? '', /"mail" of "library" sends mails, and this installation has no "mail"/);
    const off = institution.parse(library({ loginProfiles: [{ ...email, enabled: false }, password] }));
    assert.deepEqual([...checkMailThere({ mail: undefined }, [off])], []);
    const there = { engine: 'outbox', from: 'a@lib.example' } as const;
    assert.deepEqual([...checkMailThere({ mail: there }, [institution.parse(library())])], []);
  });
});

describe('a library’s own letters', () => {
  test('may name what there is', () => {
    assert.deepEqual(letters({ subject: 'For {institution}', text: '{code} {link} {when} {where} {minutes}' }), []);
  });

  test('name nothing else', () => {
    const [fault] = letters({ text: '{code} {kode}' });
    assert.match(fault ?? '', /^mail\.letters\.sign-in\.en\.text — "\{kode\}" stands for nothing in this letter/);
  });

  test('have the code or the link in them, in text and in HTML', () => {
    assert.match(
      letters({ text: 'Hello' })[0] ?? '',
      /text — without \{link\} or \{code\} the letter is good for nothing/,
    );
    assert.match(letters({ text: '{code}', html: '<p>Hello</p>' })[0] ?? '', /\.html — without/);
  });

  test('are in languages that the pages are in', () => {
    const [fault] = faults({ languages: ['en'], mail: { letters: { 'sign-in': { de: { text: '{code}' } } } } });
    assert.match(fault ?? '', /^mail\.letters\.sign-in\.de — nobody is written to in "de"/);
  });
});

describe('mail in an installation file', () => {
  test('goes out by STARTTLS unless said', () => assert.deepEqual(installationFaults(smtp), []));

  test('goes out in clear on this machine only', () => {
    assert.match(
      installationFaults({ ...smtp, tls: 'none' })[0] ?? '',
      /^mail\.tls — letters with codes would go out in clear/,
    );
    for (const host of ['localhost', '127.0.0.1', '::1'])
      assert.deepEqual(installationFaults({ ...smtp, host, tls: 'none' }), []);
  });

  test('has a password with a user name, and the other way round', () => {
    assert.match(installationFaults({ ...smtp, username: 'u' })[0] ?? '', /^mail\.username — username and password/);
    assert.match(
      installationFaults({ ...smtp, password: '${env:P}' })[0] ?? '',
      /^mail\.password — username and password/,
    );
    assert.deepEqual(installationFaults({ ...smtp, username: 'u', password: '${env:P}' }), []);
  });

  test('is an outbox on this machine only', () => {
    const outbox = { engine: 'outbox', from: 'library@lib.example' };
    assert.match(installationFaults(outbox)[0] ?? '', /^mail\.engine — the outbox delivers nothing/);
    assert.deepEqual(installationFaults(outbox, 'http://localhost:8080'), []);
  });
});
