import { setTimeout as wait } from 'node:timers/promises';
import { service, validated } from '../support/cas-application.ts';
import { type Bench, inMs, median, quantile } from './measure.ts';
import { startServed } from './served.ts';

const perSecondMin = 1500;
const p99MaxMs = 50;

export const casBench: Bench = {
  name: 'cas',
  about: 'tickets validated a second and core, attributes told and the audit line committed',
  async run({ quick, rounds, note }) {
    const server = await startServed('cas-served.ts');
    try {
      const house = { url: (await server.call<string>('url')).replace(/\/$/, '') };
      const ask = async (ticket: string): Promise<void> => {
        const body = await validated(house, '/p3/serviceValidate', { service, ticket });
        if (!body.includes('<cas:user>p0001<')) throw new Error(`The ticket was refused: ${body}`);
      };
      const count = quick ? 500 : 3000;
      const rates: number[] = [];
      const walls: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const tickets = await server.call<readonly string[]>('tickets', count);
        const begun = performance.now();
        const cpu = await server.cpuOf(() => atOnce(tickets, 16, ask));
        if (round < 0) continue;
        rates.push(count / (cpu / 1000));
        walls.push(count / ((performance.now() - begun) / 1000));
      }
      const [rate, wall] = [median(rates), median(walls)];
      note(`${wall.toFixed(0)} a second by the clock, with the client on the same machine`);
      const times = await atRate(wall / 2, await server.call<readonly string[]>('tickets', count), ask);
      const p99 = quantile(times, 0.99);
      const none = { bare: '', compared: '' };
      return [
        {
          ...none,
          what: 'CAS validation a second and core',
          ours: rate.toFixed(0),
          target: `≥ ${perSecondMin}`,
          met: rate >= perSecondMin,
        },
        {
          ...none,
          what: 'CAS validation at half load, p99',
          ours: inMs(p99),
          target: `< ${p99MaxMs} ms`,
          met: p99 < p99MaxMs,
        },
      ];
    } finally {
      await server.close();
    }
  },
};

async function atOnce(
  tickets: readonly string[],
  lanes: number,
  ask: (ticket: string) => Promise<void>,
): Promise<void> {
  const left = tickets.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const ticket of left) await ask(ticket);
    }),
  );
}

/** One after another at an even pace, whatever the answers take. @returns milliseconds of each */
async function atRate(
  perSecond: number,
  tickets: readonly string[],
  ask: (ticket: string) => Promise<void>,
): Promise<readonly number[]> {
  const begun = performance.now();
  return Promise.all(
    tickets.map(async (ticket, place) => {
      const due = begun + (place * 1000) / perSecond;
      await wait(Math.max(0, due - performance.now()));
      await ask(ticket);
      return performance.now() - due;
    }),
  );
}
