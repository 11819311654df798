import { hash } from 'node:crypto';

const startCapacity = 4096;

/**
 * Which keys came by, and with which number, in 12 bytes a slot whatever their length: a file may have millions. Keys
 * are told apart by 52 bits of SHA-256: the chance that any two of a million pass for one is about 1 in 9000.
 */
export class SeenKeys {
  #hashes = new Float64Array(startCapacity);
  #numbers = new Uint32Array(startCapacity);
  #count = 0;

  /** @returns the number the key came with first, or undefined when it is new */
  add(key: string, number: number): number | undefined {
    if (this.#count * 2 >= this.#hashes.length) this.#grow();
    const wanted = fingerprint(key);
    const slot = this.#slotOf(wanted);
    if (this.#hashes[slot] === wanted) return this.#numbers[slot];
    this.#hashes[slot] = wanted;
    this.#numbers[slot] = number;
    this.#count++;
    return undefined;
  }

  has(key: string): boolean {
    const wanted = fingerprint(key);
    return this.#hashes[this.#slotOf(wanted)] === wanted;
  }

  /** The slot that has this fingerprint, or the free one where it belongs. */
  #slotOf(wanted: number): number {
    const mask = this.#hashes.length - 1;
    let slot = wanted % this.#hashes.length;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== wanted) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#numbers = new Uint32Array(hashes.length * 2);
    for (const [index, wanted] of hashes.entries()) {
      if (wanted === 0) continue;
      const slot = this.#slotOf(wanted);
      this.#hashes[slot] = wanted;
      this.#numbers[slot] = numbers[index] ?? 0;
    }
  }
}

/** Never 0, which marks a free slot. */
function fingerprint(key: string): number {
  return Number.parseInt(hash('sha256', key, 'hex').slice(0, 13), 16) || 1;
}
