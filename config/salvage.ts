// What of faulty data can be used all the same, so that the cross-checks run on it and one run tells every fault.
import type { z } from 'zod';
import { valueAt } from './explain-issue.ts';
import type { ConfigPath } from './faults.ts';

const roundsMax = 20;

/**
 * The data parsed without its faulty parts: a part that may be left out is left out, and an entry of a list is dropped.
 * Undefined when something mandatory is faulty. The result serves checks only and never comes into force.
 */
export function salvage<Schema extends z.ZodType>(schema: Schema, data: unknown): z.infer<Schema> | undefined {
  const copy: unknown = structuredClone(data);
  for (let round = 0; round < roundsMax; round++) {
    const parsed = schema.safeParse(copy);
    if (parsed.success) return parsed.data;
    const isSmaller = parsed.error.issues
      .toSorted((left, right) => comparePaths(right.path, left.path))
      .map((issue) => {
        const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
        if (issue.code === 'unrecognized_keys')
          return issue.keys.map((key) => remove(copy, [...path, key])).includes(true);
        return remove(copy, path);
      });
    if (!isSmaller.includes(true)) return undefined;
  }
  return undefined;
}

/** Later entries of a list come first, so that dropping one does not move the next. */
function comparePaths(left: readonly PropertyKey[], right: readonly PropertyKey[]): number {
  for (const [index, step] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (typeof step === 'number' && typeof other === 'number' && step !== other) return step - other;
  }
  return 0;
}

function remove(data: unknown, path: ConfigPath): boolean {
  const key = path.at(-1);
  const owner = valueAt(data, path.slice(0, -1));
  if (key === undefined || typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, key)) return false;
  if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else delete (owner as Record<string | number, unknown>)[key];
  return true;
}
