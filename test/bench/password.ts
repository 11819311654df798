import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { type Bench, inMs, interleaved, noMoreThan } from './measure.ts';
import { startServed } from './served.ts';

const password = 'correct horse battery staple';

export const passwordBench: Bench = {
  name: 'password',
  about: 'server CPU from the posted form to the session, beside bare argon2id (19 MiB, t=2, p=1)',
  async run({ quick, rounds }) {
    const times = quick ? 5 : 20;
    const server = await startServed('password-served.ts', { password });
    try {
      const url = await server.call<string>('url');
      const paired = await interleaved(
        rounds,
        async () => {
          const forms: { browser: Browser; page: Answer }[] = [];
          for (let made = 0; made < times; made++) forms.push(await openForm(url));
          const spent = await server.cpuOf(async () => {
            for (const form of forms) await signIn(form);
          });
          return spent / times;
        },
        async () => (await server.call<number>('hashes', times)) / times,
      );
      const { ours, bare } = paired;
      return [{ what: 'password sign-in', ours: inMs(ours), bare: inMs(bare), ...noMoreThan(5)(paired) }];
    } finally {
      await server.close();
    }
  },
};

async function openForm(url: string): Promise<{ browser: Browser; page: Answer }> {
  const browser = openBrowser();
  return { browser, page: await browser.follow(await browser.get(`${url}/demo/login`)) };
}

async function signIn({ browser, page }: { browser: Browser; page: Answer }): Promise<void> {
  const answer = await browser.submit(page, { username: 'p0001', password });
  const signedIn = browser.cookies(new URL(page.url).origin).has('vst-demo-session');
  if (!signedIn) throw new Error(`Nobody was signed in: ${answer.status} ${answer.body.slice(0, 500)}`);
}
