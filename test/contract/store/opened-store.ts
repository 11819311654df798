import type { Store } from '../../../src/store/store.ts';
import type { FakeClock } from '../../support/fakes.ts';

/** A store on records of its own, as a contract suite gets it. */
export interface OpenedStore {
  readonly store: Store;
  readonly clock: FakeClock;
  /** Where the records are, for another process. */
  readonly records: { readonly directory: string } | { readonly url: string };
  /** Another store on the same records, as another process opens it. */
  readonly another: () => Promise<Store>;
  /** What stands in the database, past the store. */
  readonly rows: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;
