// One YAML 1.2 file: its data, and the line and column of everything in it.
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type ConfigFault, type ConfigPath, type DataFault, formatPath } from './faults.ts';

const bytesMax = 4 * 1024 * 1024;
/** Aliases may expand to this many nodes each; a configuration of honest size needs a handful. */
const aliasesMax = 1000;

export interface YamlFile {
  readonly file: string;
  /** Undefined when the text is not YAML, and then `faults` says why. */
  readonly data: unknown;
  /** Faults of the YAML itself. */
  readonly faults: readonly ConfigFault[];
  /** Gives a fault of the data its line. What is not there is placed at the nearest thing around it. */
  locate(fault: DataFault): ConfigFault;
}

export function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const at = (offset: number, path: ConfigPath, message: string, hint?: string): ConfigFault => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path), message, hint };
  };
  const unreadable = (message: string): YamlFile => {
    const fault = at(0, [], message);
    return {
      file,
      data: undefined,
      faults: [fault],
      locate: (found) => ({ ...fault, ...found, path: formatPath(found.path) }),
    };
  };
  if (Buffer.byteLength(text) > bytesMax) return unreadable('the file is larger than 4 MB');
  let document: Document;
  try {
    document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true, prettyErrors: false });
  } catch (error) {
    return unreadable(`the file is not YAML that can be read: ${error instanceof Error ? error.message : 'unknown'}`);
  }
  const faults = [...document.errors, ...document.warnings].map((error) =>
    at(error.pos[0], [], yamlMessage(error.code, error.message)),
  );
  const isWhole = document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
  const { data, fault } = isWhole ? plainData(document) : { data: undefined, fault: undefined };
  if (fault !== undefined) faults.push(at(0, [], fault));
  return {
    file,
    data,
    faults,
    locate: ({ path, at: part, message, hint }) => at(offsetOf(document, path, part === 'key'), path, message, hint),
  };
}

function plainData(document: Document): { data: unknown; fault: string | undefined } {
  try {
    const data: unknown = document.toJS({ maxAliasCount: aliasesMax });
    JSON.stringify(data);
    return { data, fault: undefined };
  } catch {
    return { data: undefined, fault: 'aliases (*name) that repeat without end: write the values out' };
  }
}

function yamlMessage(code: string, message: string): string {
  const first = message.split(/ at line |\n/)[0] ?? message;
  if (code === 'DUPLICATE_KEY') return 'this key stands here twice: keep one';
  if (code === 'MULTIPLE_DOCS') return 'a second document ("---"): one file holds one';
  if (code === 'TAB_AS_INDENT') return 'a tab: YAML is indented with spaces';
  if (code === 'TAG_RESOLVE_FAILED') return `${first}: no tags are used here`;
  return `not valid YAML: ${first}`;
}

/** Where the value (or its key) starts; of what is missing, where the nearest part of its path starts. */
function offsetOf(document: Document, path: ConfigPath, wantsKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const target: unknown = isAlias(node) ? node.resolve(document) : node;
    if (isMap(target)) {
      const pair = target.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
      if (pair === undefined) return offset;
      const isLast = index === path.length - 1;
      const key = startOf(pair.key);
      offset = isLast && wantsKey ? (key ?? offset) : (startOf(pair.value) ?? key ?? offset);
      node = pair.value;
    } else if (isSeq(target)) {
      node = target.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
