// What is read at the moment somebody asks. All processes of an installation read the same stores: put together, such a
// figure is not added up.
import { Gauge, type Registry } from 'prom-client';

export interface UpstreamGauge {
  readonly institution: string;
  readonly profile: string;
  /** Undefined when it was not probed lately. */
  readonly state:
    | {
        readonly failing: boolean;
        readonly away: boolean;
        /** Epoch milliseconds. */
        readonly checkedAt: number;
        readonly lastSuccess?: number | undefined;
        readonly checks: readonly { readonly name: string; readonly endsAt?: number | undefined }[];
      }
    | undefined;
}

export interface GaugeSources {
  readonly upstreams: () => Promise<readonly UpstreamGauge[]>;
  /** Undefined where the installation has no mail. */
  readonly lettersWaiting?: (() => Promise<number>) | undefined;
  /** Passwords being hashed and those that wait, in this process. */
  readonly hashing: () => { readonly running: number; readonly waiting: number };
}

export function registerGauges(registry: Registry, { upstreams, lettersWaiting, hashing }: GaugeSources): void {
  if (lettersWaiting !== undefined) registerLetters(registry, lettersWaiting);
  registerHashing(registry, hashing);
  registerUpstreams(registry, upstreams);
}

function registerLetters(registry: Registry, lettersWaiting: () => Promise<number>): void {
  const gauge = new Gauge({
    name: 'vestibule_letters_waiting',
    help: 'Letters that are written and not delivered yet.',
    registers: [],
    aggregator: 'max',
    async collect() {
      const [waiting] = await answered(async () => [await lettersWaiting()]);
      if (waiting === undefined) this.reset();
      else this.set(waiting);
    },
  });
  registry.registerMetric(gauge);
}

function registerHashing(registry: Registry, hashing: GaugeSources['hashing']): void {
  const gauge = new Gauge({
    name: 'vestibule_password_hashing',
    help: 'Passwords that are being hashed (running) and that wait for it (waiting).',
    labelNames: ['state'],
    registers: [],
    collect() {
      const { running, waiting } = hashing();
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  registry.registerMetric(gauge);
}

type Value = readonly [labels: Readonly<Record<string, string>>, value: number];

function registerUpstreams(registry: Registry, upstreams: GaugeSources['upstreams']): void {
  // Every gauge asks, all in the same moment: the stores are asked once for them.
  let underWay: Promise<readonly UpstreamGauge[]> | undefined;
  const read = () => {
    underWay ??= answered(upstreams).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const gauge = (
    name: string,
    help: string,
    valuesOf: (state: NonNullable<UpstreamGauge['state']>) => readonly Value[],
    more: readonly string[] = [],
  ) =>
    new Gauge({
      name: `vestibule_upstream_${name}`,
      help,
      labelNames: ['institution', 'profile', ...more],
      registers: [registry],
      aggregator: 'max',
      async collect() {
        const found = await read();
        // What is configured no more is told no more.
        this.reset();
        for (const { institution, profile, state } of found) {
          if (state === undefined) continue;
          for (const [labels, value] of valuesOf(state)) this.set({ institution, profile, ...labels }, value);
        }
      },
    });

  gauge('failing', '1 when two probes in a row found something wrong.', ({ failing }) => [[{}, failing ? 1 : 0]]);
  gauge('away', '1 when it does not answer at all; the fallback policy goes by this.', ({ away }) => [
    [{}, away ? 1 : 0],
  ]);
  gauge('probed_timestamp_seconds', 'When it was probed last.', ({ checkedAt }) => [[{}, checkedAt / 1000]]);
  gauge('last_success_timestamp_seconds', 'When all was well last.', ({ lastSuccess }) =>
    lastSuccess === undefined ? [] : [[{}, lastSuccess / 1000]],
  );
  gauge(
    'expiry_timestamp_seconds',
    'When a certificate, a key or metadata of a login profile ends.',
    ({ checks }) =>
      checks.flatMap(({ name, endsAt }) => (endsAt === undefined ? [] : [[{ check: name }, endsAt / 1000] as const])),
    ['check'],
  );
}

/** A store that does not answer must not take the other figures with it: they are wanted just then. */
async function answered<Item>(ask: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}
