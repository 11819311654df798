// Letters over a real SMTP server of this machine.
import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import type { Message } from '../../../src/mail/delivery.ts';
import { createSmtpDelivery, type SmtpOptions } from '../../../src/mail/smtp.ts';
import { freePort } from '../../support/free-port.ts';
import { headerOf, partsOf, type SmtpPeer, type SmtpPeerOptions, startSmtp } from '../../support/smtp.ts';

const letter: Message = {
  id: 'l1',
  messageId: 'unique-1@lib.example',
  writtenAt: Date.UTC(2026, 2, 2, 9),
  institution: 'demo',
  kind: 'sign-in',
  to: 'ada@uni.example',
  from: { name: 'Bücherei „Demo“', address: 'library@lib.example' },
  replyTo: 'desk@lib.example',
  language: 'de',
  subject: 'Anmelden bei Bücherei',
  text: 'Ihr Code: 123 456\n',
  html: '<p>Ihr Code: <b>123 456</b></p>',
};

const opened: { close(): unknown }[] = [];
after(async () => {
  for (const one of opened) await one.close();
});

async function peerOf(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const peer = await startSmtp(options);
  opened.push(peer);
  return peer;
}

function deliveryTo(peer: Pick<SmtpPeer, 'host' | 'port' | 'certificate'>, given: Partial<SmtpOptions> = {}) {
  return createSmtpDelivery({
    host: peer.host,
    port: peer.port,
    tls: 'starttls',
    ca: peer.certificate,
    serverName: 'localhost',
    ownName: 'lib.example',
    timeoutMs: 2000,
    ...given,
  });
}

const send = (delivery: ReturnType<typeof deliveryTo>, message: Message = letter) =>
  delivery.deliver(message, AbortSignal.timeout(10_000));

/** A server that says what it is told to, line by line. */
async function rawServer(talk: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer(talk);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  opened.push(server);
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

describe('a letter over SMTP', () => {
  test('goes out after STARTTLS, as text and as HTML, from one to one', async () => {
    const peer = await peerOf();
    assert.deepEqual(await send(deliveryTo(peer)), { type: 'accepted' });
    const [got] = peer.received;
    assert.ok(got !== undefined);
    assert.equal(got.secure, true);
    assert.equal(got.from, 'library@lib.example');
    assert.deepEqual(got.to, ['ada@uni.example']);
    assert.match(headerOf(got, 'Content-Type') ?? '', /^multipart\/alternative/);
    const parts = partsOf(got);
    assert.equal(parts['text/plain']?.trim(), letter.text.trim());
    assert.equal(parts['text/html']?.trim(), letter.html);
  });

  test('says that a machine wrote it, when, in which language, and under which id of our own domain', async () => {
    const peer = await peerOf();
    await send(deliveryTo(peer));
    const [got] = peer.received;
    assert.ok(got !== undefined);
    assert.equal(headerOf(got, 'Auto-Submitted'), 'auto-generated');
    assert.equal(headerOf(got, 'Message-ID'), '<unique-1@lib.example>');
    assert.equal(headerOf(got, 'Content-Language'), 'de');
    assert.equal(headerOf(got, 'Date'), 'Mon, 02 Mar 2026 09:00:00 +0000');
    assert.equal(headerOf(got, 'Reply-To'), 'desk@lib.example');
    assert.equal(headerOf(got, 'List-Unsubscribe'), undefined);
    assert.equal(headerOf(got, 'X-Mailer'), undefined);
  });

  test('is not sent in clear where STARTTLS is not offered', async () => {
    const peer = await peerOf({ startTls: false });
    assert.equal((await send(deliveryTo(peer))).type, 'put-off');
    assert.deepEqual(peer.received, []);
  });

  test('is not sent to a server whose certificate nobody trusts, or that is another’s', async () => {
    const peer = await peerOf();
    const { certificate: other } = await peerOf();
    assert.equal((await send(deliveryTo(peer, { ca: other }))).type, 'put-off');
    assert.equal((await send(deliveryTo(peer, { serverName: 'mail.example' }))).type, 'put-off');
    assert.deepEqual(peer.received, []);
  });

  test('is sent in clear on this machine only, where that is said', async () => {
    const peer = await peerOf({ startTls: false });
    assert.equal((await send(deliveryTo(peer, { tls: 'none' }))).type, 'accepted');
    assert.throws(() => deliveryTo(peer, { tls: 'none', host: 'mail.example' }), { code: 'VST_CONFIG_INVALID' });
    assert.throws(() => deliveryTo(peer, { tls: 'none', host: '10.0.0.1' }), { code: 'VST_CONFIG_INVALID' });
  });

  test('goes out under a user name and password, and is put off when they are wrong', async () => {
    const login = { user: 'vestibule', password: 'right' };
    const peer = await peerOf({ login });
    assert.equal((await send(deliveryTo(peer, { credentials: login }))).type, 'accepted');
    assert.equal(peer.received[0]?.user, 'vestibule');
    const wrong = await send(deliveryTo(peer, { credentials: { ...login, password: 'wrong' } }));
    assert.deepEqual(wrong, { type: 'put-off', reply: '535' });
  });

  test('bounces where there is no such recipient, and keeps the numbers only', async () => {
    const peer = await peerOf();
    peer.refuse = { at: 'RCPT', code: 550, text: '5.1.1 <ada@uni.example> unknown' };
    assert.deepEqual(await send(deliveryTo(peer)), { type: 'bounced', reply: '550 5.1.1' });
  });

  test('is refused for good by a 5xx answer to its content, and put off by a 4xx one', async () => {
    const peer = await peerOf();
    peer.refuse = { at: 'DATA', code: 554, text: '5.7.1 spam' };
    assert.deepEqual(await send(deliveryTo(peer)), { type: 'refused', reply: '554 5.7.1' });
    peer.refuse = { at: 'DATA', code: 451, text: '4.7.1 greylisted' };
    assert.deepEqual(await send(deliveryTo(peer)), { type: 'put-off', reply: '451 4.7.1' });
    peer.refuse = { at: 'RCPT', code: 452, text: '4.2.2 full' };
    assert.deepEqual(await send(deliveryTo(peer)), { type: 'put-off', reply: '452 4.2.2' });
  });

  test('can be checked for beforehand, as far as the password, without one being sent', async () => {
    const login = { user: 'vestibule', password: 'right' };
    const peer = await peerOf({ login });
    assert.equal((await deliveryTo(peer, { credentials: login }).check()).type, 'accepted');
    const wrong = deliveryTo(peer, { credentials: { ...login, password: 'wrong' } });
    assert.deepEqual(await wrong.check(), { type: 'put-off', reply: '535' });
    assert.equal((await deliveryTo(peer, { serverName: 'mail.example' }).check()).type, 'put-off');
    assert.deepEqual(peer.received, []);
  });

  test('is put off where nobody listens', async () => {
    const delivery = deliveryTo({ host: '127.0.0.1', port: await freePort(), certificate: '' }, { ca: undefined });
    assert.equal((await send(delivery)).type, 'put-off');
  });

  for (const [name, talk] of [
    ['says nothing', () => undefined],
    ['greets and says nothing more', (socket: Socket) => void socket.write('220 hello\r\n')],
    ['says garbage', (socket: Socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['hangs up', (socket: Socket) => void socket.destroy()],
  ] as const) {
    test(`is put off within the time by a server that ${name}`, async () => {
      const port = await rawServer((socket) => {
        socket.on('error', () => undefined);
        talk(socket);
      });
      const begun = performance.now();
      const delivery = deliveryTo({ host: '127.0.0.1', port, certificate: '' }, { ca: undefined, timeoutMs: 300 });
      assert.equal((await send(delivery)).type, 'put-off');
      assert.ok(performance.now() - begun < 3000);
    });
  }

  test('writes headers that a recipient’s or sender’s name cannot add to', async () => {
    const peer = await peerOf();
    await send(deliveryTo(peer), {
      ...letter,
      from: { name: 'A" <evil@x.example>, "B', address: 'library@lib.example' },
    });
    const [got] = peer.received;
    assert.ok(got !== undefined);
    assert.equal(got.from, 'library@lib.example');
    assert.equal(headerOf(got, 'From'), String.raw`"A\" <evil@x.example>, \"B" <library@lib.example>`);
  });
});
