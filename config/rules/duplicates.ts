import type { ConfigPath, DataFault } from '../faults.ts';

/** A fault at every name that stood before. `named` says what it is, as in `login profile "x"`. */
export function* duplicates(
  names: readonly { readonly name: string | undefined; readonly path: ConfigPath }[],
  named: string,
): Generator<DataFault> {
  const seen = new Set<string>();
  for (const { name, path } of names) {
    if (name === undefined) continue;
    if (seen.has(name)) yield { path, message: `a second ${named} "${name}": each name stands once` };
    seen.add(name);
  }
}
