// The SIP2 door as it is served: by a client that nobody here wrote, and by several processes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { fileOf, writeInstallation } from '../support/installation.ts';
import { seedPatrons, startSip2Library, terminals } from '../support/sip2-library.ts';
import { login, openTerminal, scStatus } from '../support/sip2-terminal.ts';

test('what php-sip2 sends is answered as it expects', async () => {
  const library = await startSip2Library([terminals.pin]);
  await seedPatrons(library);
  const terminal = await openTerminal(library.port);
  const lines = readFileSync(new URL('sip2-php-sip2.txt', import.meta.url), 'utf8').split('\n');
  for (const text of lines.filter((line) => line !== '' && !line.startsWith('#'))) {
    const [sent = '', due = ''] = text.split('=>');
    // It ends its lines in CR and LF.
    terminal.send(`${sent}\r\n`);
    const answer = await terminal.line();
    assert.ok(answer.includes(due), `${sent} -> ${answer}`);
    assert.match(answer, new RegExp(`${/AY\d/.exec(sent)?.[0]}AZ[0-9A-F]{4}$`));
  }
  terminal.close();
  await library.close();
});

test('two workers listen on one port, and both let go when they are told to stop', async () => {
  const port = await freePort();
  const password = `\${env:DESK}`;
  const desk = { id: 'desk', login: { user: 'desk', password }, credential: 'password' as const };
  const installation = await writeInstallation(
    { sip2: { listeners: [{ port }] } },
    { DESK: 'desk secret' },
    fileOf([], { sip2: { terminals: [desk] } }),
  );
  const command = await installation.serve('--workers', '2');
  try {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openTerminal(port)));
    for (const terminal of opened) {
      assert.equal(await terminal.ask(login('desk', 'desk secret')), '941');
      assert.match(await terminal.ask(scStatus), /AO01DEMO_INST/);
    }
    const ended = once(command.child, 'exit');
    command.child.kill('SIGTERM');
    await Promise.all(opened.map((terminal) => terminal.closed()));
    assert.deepEqual(await ended, [0, null]);
  } finally {
    command.child.kill('SIGKILL');
    installation.remove();
  }
});
