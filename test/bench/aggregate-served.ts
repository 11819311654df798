import { systemClock } from '../../src/platform.ts';
import { libraryOf } from '../support/institutions.ts';
import { startVestibule } from '../support/vestibule.ts';
import type { Serve } from './served.ts';

export interface AggregateStart {
  readonly aggregate: string;
  readonly certificate: string;
}

export interface Refresh {
  readonly outcome: string;
  readonly seconds: number;
  /** MiB: of this process before, and at the most meanwhile. */
  readonly before: number;
  readonly most: number;
}

const lookEveryMs = 50;

/** A library of a federation that is read whole. */
export const serve: Serve = async (start) => {
  const { aggregate, certificate } = start as AggregateStart;
  let ahead = 0;
  const vestibule = await startVestibule({
    clock: { now: () => systemClock.now() + ahead },
    institutions: () => [
      libraryOf({
        identifierTypes: [{ code: 'EPPN', label: 'University name' }],
        profiles: [
          {
            id: 'federation',
            kind: 'saml',
            label: 'Other universities',
            federation: { aggregate, signingCertificates: [certificate], refreshMinutes: 60 },
            match: { from: { attribute: 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6' }, to: 'EPPN' },
          },
        ],
      }),
    ],
  });
  return {
    url: () => vestibule.url,
    pid: () => process.pid,
    /** Two hours later: what was read is due again. */
    async refresh(): Promise<Refresh> {
      ahead += 2 * 3_600_000;
      const before = mebibytes();
      let most = before;
      const timer = setInterval(() => {
        most = Math.max(most, mebibytes());
      }, lookEveryMs);
      const begun = systemClock.now();
      const [refreshed] = await vestibule.parts.aggregates.refreshDue();
      clearInterval(timer);
      const seconds = (systemClock.now() - begun) / 1000;
      return { outcome: JSON.stringify(refreshed), seconds, before, most };
    },
    close: () => vestibule.close(),
  };
};

function mebibytes(): number {
  return process.memoryUsage.rss() / 1_048_576;
}
