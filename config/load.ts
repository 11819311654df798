// The files of an installation -> its validated configuration, or every fault in all of them at once.
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { explainIssues, valueAt } from './explain-issue.ts';
import { type ConfigFault, type ConfigPath, type DataFault, inOrder } from './faults.ts';
import {
  createSecrets,
  fileTrouble,
  parseReference,
  type ReferenceSources,
  rebase,
  resolveReference,
} from './references.ts';
import { duplicates } from './rules/duplicates.ts';
import { checkMailThere } from './rules/mail.ts';
import { checkInstallation, checkInstitution } from './rules.ts';
import { type InstallationConfig, type InstitutionConfig, installation, institution } from './schema.ts';
import { installationOutline, institutionOutline, type Outline, texts } from './schema-outline.ts';
import { checkKeyPairs, checkMasterKey, type ReadMasterKey } from './secret-checks.ts';
import { viewInstallation, viewInstitution } from './view.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export type { ConfigFault } from './faults.ts';
export { createSecrets } from './references.ts';

export interface LoadSources extends ReferenceSources {
  /** How the process will read the master key, so that a bad one is told beforehand. */
  readonly readMasterKey?: ReadMasterKey | undefined;
}

export interface LoadedInstallation {
  readonly type: 'loaded';
  /** Paths in it are absolute, texts from files stand in place of their references, secrets stay references. */
  readonly installation: InstallationConfig;
  readonly institutions: readonly InstitutionConfig[];
  /** Every file that was read, absolute: the configuration, secrets, certificates, metadata. */
  readonly files: readonly string[];
  /** Changes with the content of any of those files. */
  readonly fingerprint: string;
}

export interface FaultyInstallation {
  readonly type: 'faults';
  /** At least one; in the order of files and lines. */
  readonly faults: readonly ConfigFault[];
  readonly files: readonly string[];
}

/** @param path of the installation file; paths in faults are shown as this one is written */
export async function loadInstallation(
  path: string,
  sources: LoadSources,
): Promise<LoadedInstallation | FaultyInstallation> {
  return new Loading(sources).run(path);
}

class Loading {
  readonly #sources: ReferenceSources;
  readonly #readMasterKey: ReadMasterKey | undefined;
  readonly #contents = new Map<string, string>();
  readonly #faults: ConfigFault[] = [];

  constructor({ env, readFile, readMasterKey }: LoadSources) {
    this.#readMasterKey = readMasterKey;
    const remembering = (path: string): string => {
      this.#contents.set(resolve(path), '');
      const text = readFile(path);
      this.#contents.set(resolve(path), text);
      return text;
    };
    this.#sources = { env, readFile: remembering };
  }

  run(path: string): LoadedInstallation | FaultyInstallation {
    const main = this.#open(path, (message) => ({ file: path, line: 1, column: 1, path: '', message }));
    if (main === undefined) return this.#end();
    this.#resolveReferences(main, installationOutline);
    const parsed = installation.safeParse(main.data);
    if (!parsed.success) this.#add(main, explainIssues(parsed.error.issues, installationOutline, main.data));
    const view = viewInstallation(main.data);
    this.#add(main, checkInstallation(view));
    if (this.#readMasterKey !== undefined) {
      this.#add(main, checkMasterKey(view, createSecrets(this.#sources), this.#readMasterKey));
    }
    const institutions = this.#institutions(main);
    if (!parsed.success) return this.#end();
    this.#add(main, checkMailThere(parsed.data, institutions));
    const base = dirname(resolve(path));
    const rebased: InstallationConfig = {
      ...parsed.data,
      dataDirectory: resolve(base, parsed.data.dataDirectory),
      institutions: parsed.data.institutions.map((entry) => resolve(base, entry)),
    };
    return this.#end(rebased, institutions);
  }

  #end(
    installation?: InstallationConfig,
    institutions: readonly InstitutionConfig[] = [],
  ): LoadedInstallation | FaultyInstallation {
    const files = [...this.#contents.keys()];
    if (this.#faults.length > 0 || installation === undefined) {
      return { type: 'faults', faults: inOrder(this.#faults), files };
    }
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(Object.fromEntries(this.#contents)))
      .digest('base64url');
    return { type: 'loaded', installation, institutions, files, fingerprint };
  }

  #open(path: string, unreadable: (message: string) => ConfigFault): YamlFile | undefined {
    try {
      const file = readYaml(path, this.#sources.readFile(path));
      this.#faults.push(...file.faults);
      return file.data === undefined ? undefined : file;
    } catch (error) {
      this.#faults.push(unreadable(fileTrouble(path, error)));
      return undefined;
    }
  }

  #institutions(main: YamlFile): readonly InstitutionConfig[] {
    const listed = valueAt(main.data, ['institutions']);
    const entries = (Array.isArray(listed) ? listed : []).map((entry: unknown, index) => ({
      name: typeof entry === 'string' && entry !== '' ? join(dirname(main.file), entry) : undefined,
      path: ['institutions', index] as const,
    }));
    this.#add(main, duplicates(entries, 'institution file'));
    const opened = new Set<string>();
    const files = entries.flatMap(({ name, path }) => {
      if (name === undefined || opened.has(name)) return [];
      opened.add(name);
      const file = this.#open(name, (message) => main.locate({ path, message }));
      return file === undefined ? [] : [file];
    });
    const found = files.flatMap((file) => this.#institution(file));
    this.#noTwins(files, 'slug');
    this.#noTwins(files, 'code');
    return found;
  }

  #institution(file: YamlFile): readonly InstitutionConfig[] {
    this.#resolveReferences(file, institutionOutline);
    const parsed = institution.safeParse(file.data);
    if (!parsed.success) this.#add(file, explainIssues(parsed.error.issues, institutionOutline, file.data));
    const view = viewInstitution(file.data);
    this.#add(file, checkInstitution(view));
    this.#add(file, checkKeyPairs(view, createSecrets(this.#sources)));
    return parsed.success ? [parsed.data] : [];
  }

  /** Two institutions cannot have one slug or one code. */
  #noTwins(files: readonly YamlFile[], key: 'slug' | 'code'): void {
    const owners = new Map<unknown, string>();
    for (const file of files) {
      const value = valueAt(file.data, [key]);
      if (typeof value !== 'string') continue;
      const owner = owners.get(value);
      if (owner === undefined) owners.set(value, file.file);
      else this.#add(file, [{ path: [key], message: `${owner} has the ${key} "${value}" already` }]);
    }
  }

  /** Makes paths absolute, puts public texts in place, and sees that every secret can be read. */
  #resolveReferences(file: YamlFile, outline: Outline): void {
    for (const { path, text, reference: kind } of Array.from(texts(outline, file.data))) {
      const reference = parseReference(rebase(text, file.file));
      if (reference === undefined) continue;
      if (kind === undefined) {
        this.#add(file, [{ path, message: `${text} is not resolved here: expected the value itself` }]);
      } else if (kind === 'secret') {
        const resolved = resolveReference(reference, this.#sources);
        if (resolved.type === 'failed') this.#add(file, [{ path, message: resolved.message }]);
        replaceAt(file.data, path, rebase(text, file.file));
      } else if (reference.type === 'file') {
        const resolved = resolveReference(reference, this.#sources);
        if (resolved.type === 'failed') this.#add(file, [{ path, message: resolved.message }]);
        else replaceAt(file.data, path, resolved.value);
      }
    }
  }

  #add(file: YamlFile, faults: Iterable<DataFault>): void {
    for (const fault of faults) this.#faults.push(file.locate(fault));
  }
}

function replaceAt(data: unknown, path: ConfigPath, value: string): void {
  const owner = valueAt(data, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof owner === 'object' && owner !== null && key !== undefined) {
    (owner as Record<string | number, unknown>)[key] = value;
  }
}
