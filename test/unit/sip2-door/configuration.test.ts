import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkInstallation, checkInstitution } from '../../../config/rules.ts';
import { viewInstallation, viewInstitution } from '../../../config/view.ts';
import { libraryWith, type TerminalInput, terminals } from '../../support/sip2-library.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

const faults = (list: readonly TerminalInput[], parts: Partial<InstitutionInput> = {}): readonly string[] =>
  checkInstitution(viewInstitution(libraryWith(list, parts)))
    .filter(({ path }) => path[0] === 'sip2')
    .map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`);

const { pin, password, cardOnly } = terminals;
const { login: _login, ...nameless } = cardOnly;

describe('terminals in the configuration', () => {
  test('that make sense are taken', () => {
    assert.deepEqual(faults([pin, password, cardOnly, { ...nameless, id: 'door', networks: ['10.0.0.7'] }]), []);
  });

  for (const [what, list, parts, expected] of [
    ['two of one id', [pin, { ...password, id: 'desk' }], {}, /terminals\.1\.id: "desk" is a terminal already/],
    ['two of one login', [pin, { ...password, login: pin.login }], {}, /"desk" is the login of "desk" already/],
    ['one that anybody could be', [nameless], {}, /anybody could be this terminal/],
    ['one without login from everywhere', [{ ...nameless, networks: ['0.0.0.0/0'] }], {}, /every address/],
    ['an address that is none', [{ ...pin, networks: ['10.0.0.0/99'] }], {}, /expected an address or a range/],
    ['PINs that do not count', [pin], { pins: {} }, /expected "sip2" in pins\.doors/],
    ['a type that there is not', [{ ...pin, identifiers: ['BARCOD'] }], {}, /no identifier type "BARCOD"/],
    ['a profile that there is not', [{ ...password, profile: 'librari' }], {}, /no login profile "librari"/],
    ['a profile for PINs', [{ ...pin, profile: 'library' }], {}, /only for credential: password/],
    ['a card that tells a name', [{ ...cardOnly, release: { fields: { AE: 'name' } } }], {}, /a card proves nothing/],
    ['a card that tells blocks', [{ ...cardOnly, release: { blocks: true } }], {}, /a card proves nothing/],
  ] as const satisfies readonly (readonly [string, readonly TerminalInput[], Partial<InstitutionInput>, RegExp])[]) {
    test(`are refused: ${what}`, () => {
      assert.match(faults(list, parts).join('\n'), expected);
    });
  }

  test('never ask at a way in by another site or by mail', () => {
    const profile = {
      id: 'google',
      kind: 'google',
      label: 'Google',
      match: { from: 'subject', to: 'primary' },
      clientId: 'x',
      clientSecret: `\${env:X}`,
    } as const;
    const named = faults([{ ...password, profile: 'google' }], { loginProfiles: [profile] });
    assert.match(named.join('\n'), /takes no password that could be typed at a terminal/);
    assert.match(
      faults([password], { loginProfiles: [profile] }).join('\n'),
      /no login profile takes a name and a password/,
    );
  });
});

describe('listeners in the configuration', () => {
  const tls = { key: `\${env:KEY}`, certificate: `\${env:CERT}` };
  const installationFaults = (...listeners: readonly object[]): string =>
    checkInstallation(viewInstallation({ sip2: { listeners } }))
      .map(({ message }) => message)
      .join('\n');

  test('on this machine, by TLS, or plain for named networks are taken', () => {
    const plain = { host: '10.0.0.1', plainTcp: true, networks: ['10.0.0.0/24'] };
    assert.equal(installationFaults({}, { host: '0.0.0.0', port: 6443, tls }, plain), '');
  });

  for (const [what, listener, expected] of [
    ['plain for other machines', { host: '0.0.0.0' }, /would travel in clear/],
    ['plain for everybody', { host: '0.0.0.0', plainTcp: true }, /name the networks/],
    ['plain for every network', { host: '0.0.0.0', plainTcp: true, networks: ['::/0'] }, /name the networks/],
    ['TLS that is plain', { tls, plainTcp: true }, /TLS or not/],
    ['a network that is none', { networks: ['here'] }, /expected an address or a range/],
  ] as const) {
    test(`are refused: ${what}`, () => {
      assert.match(installationFaults(listener), expected);
    });
  }

  test('are refused: two on one port', () => {
    assert.match(installationFaults({}, {}), /something else listens here/);
  });
});
