// What is known while a change of many users is decided row by row: each row sees what those before it came to.
import type { IdentifierKey } from '../../domain/identifier.ts';
import type { HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import { placeOf } from '../identifier-rules.ts';

export class WorkingKnown implements Known {
  readonly now: number;
  readonly #known: Known;
  readonly #records = new Map<string, UserRecord>();
  readonly #places = new Map<string, HeldIdentifier | undefined>();

  constructor(known: Known) {
    this.now = known.now;
    this.#known = known;
  }

  record(userId: string): UserRecord | undefined {
    return this.#records.get(userId) ?? this.#known.record(userId);
  }

  holder(key: IdentifierKey): HeldIdentifier | undefined {
    const place = placeOf(key);
    return this.#places.has(place) ? this.#places.get(place) : this.#known.holder(key);
  }

  /** No bulk work changes addresses. */
  withAddress(address: string): readonly string[] {
    return this.#known.withAddress(address);
  }

  /** The records as they are from now on. */
  apply(records: readonly UserRecord[]): void {
    for (const record of records) {
      for (const before of this.record(record.user.id)?.identifiers ?? []) this.#places.set(placeOf(before), undefined);
      for (const identifier of record.identifiers)
        this.#places.set(placeOf(identifier), this.#isFree(identifier) ? undefined : identifier);
      this.#records.set(record.user.id, record);
    }
  }

  /** Those that were changed. */
  records(): readonly UserRecord[] {
    return [...this.#records.values()];
  }

  #isFree({ status, holdUntil }: HeldIdentifier): boolean {
    return (status === 'retired' || status === 'held') && holdUntil !== undefined && holdUntil <= this.now;
  }
}
