import { login, openTerminal, status, type TestTerminal, verdict } from '../support/sip2-terminal.ts';
import { type Bench, inMs, interleaved, median, noMoreThan, quantile } from './measure.ts';
import { startServed } from './served.ts';

const perSecondWanted = 3000;

export const sip2Bench: Bench = {
  name: 'sip2',
  about: 'patron status at the SIP2 door: cards alone by server CPU, PINs beside bare argon2id (19 MiB, t=2, p=1)',
  async run({ quick, rounds }) {
    const server = await startServed('sip2-served.ts');
    try {
      const port = await server.call<number>('port');
      const open = async (message: string): Promise<TestTerminal> => {
        const terminal = await openTerminal(port);
        if ((await terminal.ask(message)) !== '941') throw new Error('The terminal was not let in');
        return terminal;
      };
      const gates = await Promise.all(Array.from({ length: 16 }, () => open(login('gate', 'gate secret'))));
      const desk = await open(login('desk', 'pin desk secret'));
      const each = quick ? 200 : 600;
      const waits: number[] = [];
      const ask = async (gate: TestTerminal): Promise<void> => {
        for (let asked = 0; asked < each; asked++) {
          const began = performance.now();
          const answer = await gate.ask(status('29301', ''));
          waits.push(performance.now() - began);
          if (verdict(answer) !== 'BL=Y CQ=N') throw new Error(`A card was not known: ${answer}`);
        }
      };
      const rates: number[] = [];
      for (let round = -1; round < rounds; round++) {
        waits.length = 0;
        const spent = await server.cpuOf(() => Promise.all(gates.map(ask)));
        if (round >= 0) rates.push((gates.length * each * 1000) / spent);
      }
      const rate = median(rates);
      const times = quick ? 10 : 30;
      const paired = await interleaved(
        rounds,
        async () => {
          const spent = await server.cpuOf(async () => {
            for (let asked = 0; asked < times; asked++) {
              const answer = await desk.ask(status('29301', '4711'));
              if (verdict(answer) !== 'BL=Y CQ=Y') throw new Error(`A PIN was not right: ${answer}`);
            }
          });
          return spent / times;
        },
        async () => (await server.call<number>('hashes', times)) / times,
      );
      for (const terminal of [...gates, desk]) terminal.close();
      return [
        {
          what: `SIP2 23, card alone, audited (16 terminals, p99 ${quantile(waits, 0.99).toFixed(1)} ms)`,
          ours: `${Math.round(rate)}/s and core`,
          bare: '',
          compared: '',
          target: `>= ${perSecondWanted}/s`,
          met: rate >= perSecondWanted,
        },
        { what: 'SIP2 23 with a PIN', ours: inMs(paired.ours), bare: inMs(paired.bare), ...noMoreThan(2)(paired) },
      ];
    } finally {
      await server.close();
    }
  },
};
