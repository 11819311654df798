// What is wrong with a configuration, said so that the operator can mend it.

export type ConfigPath = readonly (string | number)[];

export interface ConfigFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `loginProfiles[0].match.to`; empty for the whole file. */
  readonly path: string;
  /** What is wrong, and what is expected. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A fault before it has a line: where in a file's data it is. `at: 'key'` points at the name, not at its value. */
export interface DataFault {
  readonly path: ConfigPath;
  readonly at?: 'key' | 'value';
  readonly message: string;
  readonly hint?: string | undefined;
}

export function formatPath(path: ConfigPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** `file:line:column path — message (hint)`, on one line. */
export function formatFault(fault: ConfigFault): string {
  const where = `${fault.file}:${fault.line}:${fault.column}`;
  const subject = fault.path === '' ? where : `${where} ${fault.path}`;
  const hint = fault.hint === undefined ? '' : ` (${fault.hint})`;
  return `${subject} — ${fault.message}${hint}`.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** Files in the order they were read, faults in the order of their lines; the same fault once. */
export function inOrder(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  const files = [...new Set(faults.map(({ file }) => file))];
  const seen = new Set<string>();
  return faults
    .toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column)
    .filter((fault) => {
      const text = formatFault(fault);
      return !seen.has(text) && seen.add(text).size > 0;
    });
}
