// The examples that `vestibule config example` prints. Their comments are the schema's own descriptions, so that they
// cannot say anything else.
import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { installationOutline, institutionOutline, type Outline } from './schema-outline.ts';

const sources = {
  installation: { file: 'installation.yaml', outline: installationOutline },
  institution: { file: 'institution.yaml', outline: institutionOutline },
} as const;

const width = 100;

export function exampleOf(kind: 'installation' | 'institution'): string {
  const { file, outline } = sources[kind];
  const text = readFileSync(new URL(`example/${file}`, import.meta.url), 'utf8');
  const document: Document = parseDocument(text);
  if (isMap(document.contents)) for (const pair of document.contents.items) explain(pair, outline, true);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Writes the description of a key above it; of nested keys where they first stand. */
function explain(pair: Pair, outline: Outline, isTop: boolean): void {
  const key = pair.key;
  if (!isScalar(key)) return;
  const schema = outline.properties?.[String(key.value)];
  const description = schema?.description;
  if (description !== undefined) key.commentBefore = wrap(description);
  if (isTop) key.spaceBefore = true;
  const value = pair.value;
  if (isMap(value) && value.flow !== true) for (const inner of value.items) explain(inner, schema ?? {}, false);
  if (isSeq(value)) explainItems(value.items as Node[], schema?.items ?? {});
}

function explainItems(items: readonly Node[], schema: Outline): void {
  for (const item of items) {
    if (!isMap(item) || item.flow === true) continue;
    const kind: unknown = item.get('kind');
    const meant = (schema.oneOf ?? schema.anyOf ?? [schema]).find(
      ({ properties }) => properties?.['kind'] === undefined || properties['kind'].const === kind,
    );
    for (const [index, pair] of item.items.entries()) if (index > 0) explain(pair, meant ?? {}, false);
  }
}

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > width) lines.push(` ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}
