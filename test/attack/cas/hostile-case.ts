import type { StrategyRefusal } from '../../../src/domain/strategy.ts';
import type { BegunSignIn, CasBenchSettings } from '../../support/cas-bench.ts';

/** One file a case; the file's name is the case. */
export interface HostileCase {
  /** Stands in what the trace says of it. */
  readonly because: RegExp;
  /** `invalid` unless told otherwise. */
  readonly reason?: StrategyRefusal;
  readonly options?: CasBenchSettings['options'];
  /** What comes from the CAS server's address; of a case about the browser's return it is an honest answer. */
  readonly answer?: CasBenchSettings['answer'];
  /** The query that the browser comes back with; of a case about the server's answer it has an honest ticket. */
  readonly query?: (begun: BegunSignIn) => string;
}
