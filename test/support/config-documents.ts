// What of docs/ is generated from the configuration's schema.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationJsonSchema } from '../../config/json-schema.ts';
import { manualTables } from '../../config/manual-table.ts';

const docs = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const mark = /^<!-- tables: .*-->\n/m;

export interface GeneratedDocument {
  readonly name: string;
  readonly path: string;
  readonly standing: string;
  readonly generated: string;
}

export function configDocuments(): readonly GeneratedDocument[] {
  const manual = readFileSync(docs('configuration.md'), 'utf8');
  const found = mark.exec(manual);
  if (found === null) throw new Error('docs/configuration.md has lost the mark where its tables begin');
  const written = manual.slice(0, found.index + found[0].length);
  return [
    {
      name: 'docs/configuration.md',
      path: docs('configuration.md'),
      standing: manual,
      generated: `${written}\n${manualTables()}`,
    },
    {
      name: 'docs/config.schema.json',
      path: docs('config.schema.json'),
      standing: readFileSync(docs('config.schema.json'), 'utf8'),
      generated: configurationJsonSchema(),
    },
  ];
}
