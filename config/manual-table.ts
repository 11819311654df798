// The tables of docs/configuration.md, from the schema's own descriptions.
import { installationOutline, institutionOutline, type Outline } from './schema-outline.ts';

interface Row {
  readonly key: string;
  readonly value: string;
  readonly standard: string;
  readonly description: string;
}

interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Markdown, ending with a line end. */
export function manualTables(): string {
  const profiles = alternatives(institutionOutline.properties?.['loginProfiles']?.items);
  const [first = [], ...others] = profiles.map((profile) => rowsOf(profile));
  const hasSame = (rows: readonly Row[], row: Row) => rows.some((other) => line(other) === line(row));
  // What every kind has, and most of them the same: the few say in their own table what is different.
  const common = first.filter(
    (row) =>
      others.every((rows) => rows.some(({ key }) => key === row.key)) &&
      others.filter((rows) => hasSame(rows, row)).length > others.length / 2,
  );
  const tables: Table[] = [
    { title: 'The installation file', rows: rowsOf(installationOutline) },
    { title: 'An institution file', rows: rowsOf(institutionOutline, ['loginProfiles']) },
    { title: 'Every login profile', rows: common },
    ...profiles.map((profile) => ({
      title: `A login profile of kind ${kindOf(profile)}`,
      rows: rowsOf(profile).filter((row) => !hasSame(common, row)),
    })),
  ];
  return tables.map(({ title, rows }) => `### ${title}\n\n${[...head, ...rows.map(line)].join('\n')}\n`).join('\n');
}

/** Every name of the kind: one may have two. */
function kindOf({ properties }: Outline): string {
  const { const: only, enum: several = [only] } = properties?.['kind'] ?? {};
  return several.map((name) => `\`${String(name)}\``).join(' or ');
}

const head = ['| key | value | unless said | meaning |', '|---|---|---|---|'];

function line({ key, value, standard, description }: Row): string {
  return `| ${[`\`${key}\``, value, standard, description].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** @param closed keys whose inside has a table of its own */
function rowsOf(outline: Outline, closed: readonly string[] = [], prefix = ''): readonly Row[] {
  const rows: Row[] = [];
  for (const [name, property] of Object.entries(outline.properties ?? {})) {
    const key = `${prefix}${name}`;
    const isRequired = outline.required?.includes(name) === true;
    rows.push({
      key,
      value: valueOf(property),
      standard: isRequired ? '**needed**' : standardOf(property),
      description: property.description ?? '',
    });
    if (!closed.includes(key)) rows.push(...inside(property, key));
  }
  return rows;
}

function inside(property: Outline, key: string): readonly Row[] {
  const item = property.items ?? property;
  const suffix = property.items === undefined ? '.' : '[].';
  const seen = new Set<string>();
  return alternatives(item)
    .filter(({ properties }) => properties !== undefined && !Object.hasOwn(item, 'x-reference'))
    .filter(() => property.anyOf === undefined && item.anyOf === undefined)
    .flatMap((alternative) => rowsOf(alternative, [], `${key}${suffix}`))
    .filter((row) => {
      const text = line(row);
      return !seen.has(text) && seen.add(text).size > 0;
    });
}

function alternatives(outline: Outline | undefined): readonly Outline[] {
  if (outline === undefined) return [];
  const inner = outline.oneOf ?? outline.anyOf;
  return inner === undefined ? [outline] : inner.flatMap(alternatives);
}

function valueOf(outline: Outline): string {
  if (outline['x-reference'] === 'secret') return 'reference';
  if (outline['x-reference'] === 'text') return 'text or `${file:…}`';
  if (outline.const !== undefined) return valueOf({ enum: [outline.const] });
  if (outline.enum !== undefined) return outline.enum.map((value) => `\`${String(value)}\``).join(', ');
  const inner = outline.anyOf ?? outline.oneOf;
  if (inner !== undefined) return [...new Set(inner.map(valueOf))].join(' or ');
  if (outline.type === 'array')
    return `list of ${outline.items === undefined ? 'values' : plural(valueOf(outline.items))}`;
  if (outline.type === 'object') return typeof outline.additionalProperties === 'object' ? 'names and values' : 'group';
  if (outline.type === 'integer' || outline.type === 'number') return rangeOf(outline);
  return outline.type === 'boolean' ? '`true`, `false`' : 'text';
}

function plural(value: string): string {
  return value === 'text' || value === 'group' ? `${value}s` : value;
}

function rangeOf({ minimum, maximum }: Outline): string {
  return minimum === undefined || maximum === undefined ? 'number' : `${minimum} to ${maximum}`;
}

function standardOf({ default: standard }: Outline): string {
  if (standard === undefined) return '';
  const text = JSON.stringify(standard);
  if (text === '{}' || text === '[]') return '';
  return `\`${typeof standard === 'string' ? standard : text.replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ')}\``;
}
