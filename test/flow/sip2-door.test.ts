// The SIP2 door over real sockets: each kind of terminal, and each person who stands before it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { testKeyPair } from '../support/saml-certificate.ts';
import {
  libraryWith,
  password,
  pin,
  type Sip2Library,
  seedPatrons,
  startSip2Library,
  terminals,
} from '../support/sip2-library.ts';
import {
  counted,
  endSession,
  fieldsOf,
  information,
  login,
  openTerminal,
  scStatus,
  status,
  type TestTerminal,
  verdict,
} from '../support/sip2-terminal.ts';

const [yes, no, cardYes] = ['BL=Y CQ=Y', 'BL=N CQ=N', 'BL=Y CQ=N'];
const logins = {
  desk: login('desk', 'pin desk secret'),
  web: login('web', 'web secret'),
  gate: login('gate', 'gate secret'),
} as const;

describe('a terminal', () => {
  let library: Sip2Library;
  const opened: TestTerminal[] = [];

  before(async () => {
    library = await startSip2Library(Object.values(terminals), { parts: { lockout: { slowAfter: 1000 } } });
    await seedPatrons(library);
  });
  after(async () => {
    for (const terminal of opened) terminal.close();
    await library.close();
  });

  async function at(name: keyof typeof logins | undefined): Promise<TestTerminal> {
    const terminal = await openTerminal(library.port);
    opened.push(terminal);
    if (name !== undefined) assert.equal(await terminal.ask(logins[name]), '941');
    return terminal;
  }

  test('that has not signed in learns nothing, whatever it asks', async () => {
    const terminal = await at(undefined);
    assert.equal(verdict(await terminal.ask(status('29301', pin))), no);
    assert.deepEqual(fieldsOf(await terminal.ask(scStatus), 'AM'), []);
    assert.equal(await terminal.ask('97'), '96');
  });

  test('with a wrong login is not let in, and cut off after three', async () => {
    const terminal = await at(undefined);
    for (const wrong of [login('desk', 'wrong'), login('nobody', 'pin desk secret'), '9310CNdesk|COpin desk secret|'])
      assert.equal(await terminal.ask(wrong), '940');
    await terminal.closed();
  });

  test('that signed in and then fails to sign in again is nobody', async () => {
    const terminal = await at('desk');
    assert.equal(await terminal.ask(login('desk', 'wrong')), '940');
    assert.equal(verdict(await terminal.ask(status('29301', pin))), no);
  });

  for (const name of ['29301', 's29301', 'INES']) {
    test(`finds the same person by ${name}, and answers with what was sent`, async () => {
      const answer = await (await at('desk')).ask(information(name, pin));
      assert.equal(verdict(answer), yes);
      assert.deepEqual(fieldsOf(answer, 'AA'), [name]);
      assert.deepEqual(fieldsOf(answer, 'PA'), ['20991231']);
      assert.deepEqual(fieldsOf(answer, 'PC'), ['STUDENTS']);
      assert.equal(Buffer.from(fieldsOf(answer, 'AE')[0] ?? '', 'latin1').toString(), 'Inès Müller');
      assert.equal(Buffer.from(fieldsOf(answer, 'BD')[0] ?? '', 'latin1').toString(), 'Hauptstraße 1, 10115 Berlin');
    });
  }

  test('that asks for a password tells a name or a field to nobody unless it is released', async () => {
    const terminal = await at('web');
    const answer = await terminal.ask(status('29301', password));
    assert.equal(verdict(answer), yes);
    assert.match(answer, /AE\|BLY\|CQY\|$/);
    assert.equal(verdict(await terminal.ask(status('29301', pin))), no);
  });

  test('takes no identifier of a type that it does not scan, though the password is right', async () => {
    const answer = await (await at('web')).ask(status('S29301', password));
    assert.equal(verdict(answer), no);
  });

  test('gives wrong, unknown and empty the same answer but for the code', async () => {
    const terminal = await at('desk');
    const asked = [status('29301', '0000'), status('nobody', '0000'), status('29301', '')];
    const answers: string[] = [];
    for (const one of asked) answers.push(await terminal.ask(one));
    const plain = answers.map((answer) =>
      answer
        .replace(/AA[^|]*/, 'AA')
        .replace(/Code [A-Z0-9-]+/, 'Code')
        .replace(/\d{8} {4}\d{6}/, ''),
    );
    assert.equal(new Set(plain).size, 1);
    for (const answer of answers) assert.equal(verdict(answer), no);
  });

  for (const [who, barcode, reason] of [
    ['locked', '29303', /locked/],
    ['inactive', '29304', /inactive|not active/i],
    ['expired', '29305', /expired/],
  ] as const) {
    test(`refuses a user who is ${who}, and says why after proof only`, async () => {
      const terminal = await at('desk');
      const proved = await terminal.ask(status(barcode, pin));
      assert.equal(verdict(proved), no);
      assert.match(fieldsOf(proved, 'AF')[0] ?? '', reason);
      const guessed = await terminal.ask(status(barcode, '0000'));
      assert.doesNotMatch(fieldsOf(guessed, 'AF')[0] ?? '', reason);
    });
  }

  test('lets somebody who is blocked or externally expired in, with flags', async () => {
    const terminal = await at('desk');
    for (const barcode of ['29302', '29306']) {
      const answer = await terminal.ask(status(barcode, pin));
      assert.equal(verdict(answer), yes);
      assert.equal(answer.slice(2, 16), 'YYYY          ');
    }
    assert.equal((await terminal.ask(status('29301', pin))).slice(2, 16), ' '.repeat(14));
  });

  test('of cards alone learns that a card is known, and nothing about whose it is', async () => {
    const terminal = await at('gate');
    const answer = await terminal.ask(information('29302', ''));
    assert.equal(verdict(answer), cardYes);
    assert.match(answer, /AO01DEMO_INST\|AA29302\|AE\|BLY\|CQN\|$/);
    assert.equal(answer.slice(2, 16), ' '.repeat(14));
    // A right PIN proves nothing here either.
    assert.equal(verdict(await terminal.ask(status('29301', pin))), cardYes);
    for (const other of ['29303', '29304', '29305', 'S29301', 'nobody'])
      assert.equal(verdict(await terminal.ask(status(other, ''))), no, other);
  });

  test('has its sequence number and a checksum back, and its last answer again', async () => {
    const terminal = await at('desk');
    const answer = await terminal.ask(counted(status('29301', pin), 6));
    assert.match(answer, /AY6AZ[0-9A-F]{4}$/);
    assert.equal(counted(answer.replace(/AY6AZ.{4}$/, ''), 6), answer);
    assert.equal(await terminal.ask(counted('97', 7)), answer);
    assert.match(await terminal.ask(endSession('29301')), /^36Y\d{8} {4}\d{6}AO01DEMO_INST\|AA29301\|$/);
    assert.match(await terminal.ask('97'), /^36Y/);
  });

  test('is spoken to in the language it asks for, if the library has it', async () => {
    const terminal = await at('desk');
    const screen = async (language: string) =>
      Buffer.from(fieldsOf(await terminal.ask(information('x', '1', language)), 'AF')[0] ?? '', 'latin1').toString();
    assert.match(await screen('003'), /Die Anmeldung hat nicht geklappt/);
    assert.match(await screen('002'), /We could not sign you in/);
  });

  test('leaves a line in the audit for everybody it is told of, and a trace under the code on the screen', async () => {
    const terminal = await at('desk');
    const before = (await library.parts.store.journal.auditOf('demo', 500)).length;
    await terminal.ask(status('29301', pin));
    const entries = await library.parts.store.journal.auditOf('demo', 500);
    const [released] = entries.slice(0, entries.length - before).filter(({ action }) => action === 'release');
    assert.equal(released?.via, 'sip2');
    assert.equal(released?.relyingParty, 'desk');
    assert.equal(released?.detail['subjectType'], 'BARCODE');
    const screen = fieldsOf(await terminal.ask(status('29301', '0000')), 'AF')[0] ?? '';
    const trace = await library.parts.store.journal.trace('demo', /Code ([A-Z0-9-]+)/.exec(screen)?.[1] ?? '');
    assert.equal(trace?.door, 'sip2');
    assert.equal(trace?.relyingParty, 'desk');
    assert.doesNotMatch(library.logs.join(''), /29301|4711|pin desk secret/);
  });

  test('that is switched off has no more to say, not even again', async () => {
    const terminal = await at('desk');
    assert.equal(verdict(await terminal.ask(status('29301', pin))), yes);
    await library.load([libraryWith([{ ...terminals.pin, enabled: false }, terminals.password, terminals.cardOnly])]);
    assert.equal(await terminal.ask('97'), '96');
    assert.equal(verdict(await terminal.ask(status('29301', pin))), no);
    await library.load([libraryWith(Object.values(terminals), { lockout: { slowAfter: 1000 } })]);
  });

  test('that guesses locks the PIN of the person, and nobody else', async () => {
    const terminal = await at('desk');
    for (let tries = 0; tries < 5; tries++) await terminal.ask(status('29306', `000${tries}`));
    assert.equal(verdict(await terminal.ask(status('29306', pin))), no);
    assert.equal(verdict(await terminal.ask(status('29301', pin))), yes);
  });

  test('counts wrong passwords on the line that every door counts on', async () => {
    const terminal = await at('web');
    for (let tries = 0; tries < 10; tries++) await terminal.ask(status('29302', `wrong ${tries}`));
    const other = { institution: 'demo', name: 'bela', source: { key: 'form', shared: false }, profile: undefined };
    const form = (secret: string) =>
      library.app.credentials.check({ ...other, secret, door: 'web', relyingParty: undefined });
    for (let tries = 0; tries < 5; tries++) await form(`wrong ${tries}`);
    assert.equal((await form(password)).type, 'refused');
    assert.equal(verdict(await terminal.ask(status('29302', password))), no);
  });
});

describe('how a terminal speaks', () => {
  test('Latin-1 with CRLF, and CP850, each by its login on one listener', async () => {
    const release = { fields: { AE: 'name' } } as const;
    const library = await startSip2Library([
      { ...terminals.pin, release, charset: 'latin1', lineEnd: 'crlf' },
      { ...terminals.password, release, charset: 'cp850' },
    ]);
    await seedPatrons(library);
    const latin = await openTerminal(library.port);
    await latin.ask(logins.desk);
    assert.deepEqual(fieldsOf(await latin.ask(status('29301', pin)), 'AE'), ['In\u00e8s M\u00fcller']);
    await latin.ask('97');
    assert.match(latin.raw(), /^941\r\n24[^\r]*\r\n24[^\r]*\r\n?$/);
    const dos = await openTerminal(library.port);
    await dos.ask(logins.web);
    assert.deepEqual(fieldsOf(await dos.ask(status('29301', password)), 'AE'), ['In\u008as M\u0081ller']);
    assert.doesNotMatch(dos.raw(), /\n/);
    for (const one of [latin, dos]) one.close();
    await library.close();
  });

  test('one without a login is known by its address, and by no other', async () => {
    const { login: _login, ...gate } = terminals.cardOnly;
    const library = await startSip2Library([{ ...gate, networks: ['127.0.0.7'] }]);
    await seedPatrons(library);
    const near = await openTerminal(library.port, { localAddress: '127.0.0.7' });
    assert.equal(verdict(await near.ask(status('29301', ''))), cardYes);
    const far = await openTerminal(library.port, { localAddress: '127.0.0.8' });
    assert.equal(verdict(await far.ask(status('29301', ''))), no);
    for (const one of [near, far]) one.close();
    await library.close();
  });

  test('by TLS, with a certificate that is renewed without a restart', async () => {
    const [first, second] = [testKeyPair('localhost'), testKeyPair('localhost')];
    const values: Record<string, string> = { KEY: first.key, CERT: first.certificate, PIN_DESK: 'pin desk secret' };
    const tls = { key: `\${env:KEY}`, certificate: `\${env:CERT}` };
    const library = await startSip2Library([terminals.pin], {
      secrets: values,
      installation: { sip2: { listeners: [{ port: 0, tls }] } },
    });
    await seedPatrons(library);
    const terminal = await openTerminal(library.port, { ca: first.certificate });
    await terminal.ask(logins.desk);
    assert.equal(verdict(await terminal.ask(status('29301', pin))), yes);
    Object.assign(values, { KEY: second.key, CERT: second.certificate });
    library.app.terminals?.renew();
    await assert.rejects(openTerminal(library.port, { ca: first.certificate }));
    const renewed = await openTerminal(library.port, { ca: second.certificate });
    assert.match(await renewed.ask(scStatus), /^98Y/);
    Object.assign(values, { KEY: 'no key' });
    library.app.terminals?.renew();
    (await openTerminal(library.port, { ca: second.certificate })).close();
    const plain = await openTerminal(library.port);
    plain.send(`${scStatus}\r`);
    await plain.closed();
    assert.doesNotMatch(plain.raw(), /98Y/);
    for (const one of [terminal, renewed]) one.close();
    await library.close();
  });
});

describe('who keeps a connection and does not use it', () => {
  test('is cut off when silent, slow, or too many; the others are answered', async () => {
    const library = await startSip2Library([terminals.pin], {
      installation: { sip2: { listeners: [{ port: 0 }], lineSeconds: 1, idleSeconds: 10, connectionsPerAddress: 3 } },
    });
    await seedPatrons(library);
    const terminal = await openTerminal(library.port);
    await terminal.ask(logins.desk);
    const silent = await openTerminal(library.port);
    const slow = await openTerminal(library.port);
    slow.send('2300120260302');
    const fourth = await openTerminal(library.port);
    await fourth.closed();
    await slow.closed();
    await silent.closed();
    assert.equal(verdict(await terminal.ask(status('29301', pin))), yes);
    terminal.close();
    await library.close();
  });

  test('a thousand connections at a time are answered, and all of them let go at the end', async () => {
    const library = await startSip2Library([terminals.pin], {
      installation: { sip2: { listeners: [{ port: 0 }], connectionsPerAddress: 1100 } },
    });
    const all = await Promise.all(Array.from({ length: 1000 }, () => openTerminal(library.port)));
    const answers = await Promise.all(all.map((terminal) => terminal.ask(scStatus)));
    assert.equal(answers.filter((answer) => answer.startsWith('98Y')).length, 1000);
    await library.close();
    await Promise.all(all.map((terminal) => terminal.closed()));
  });
});
