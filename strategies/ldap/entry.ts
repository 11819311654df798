import type { Entry } from 'ldapts';
import type { LdapOptions } from './options.ts';

/** What is asked for: the configured attributes, the one the match rule reads, and those of `updates`. `1.1` asks for none. */
export function wantedAttributes({ attributes, match, updates }: LdapOptions): readonly string[] {
  const read = [...(match.from.type === 'attribute' ? [match.from.name] : []), ...updatedFrom(updates)];
  // `dn` is no attribute; one that calls itself so would stand in the place of the entry's name.
  return [...new Set([...attributes, ...read])].filter((name) => name.toLowerCase() !== 'dn');
}

function updatedFrom(updates: LdapOptions['updates']): readonly string[] {
  const sources = [
    ...Object.values(updates?.fields ?? {}),
    ...Object.values(updates?.identifiers ?? {}),
    updates?.create?.primaryIdentifier,
  ];
  return sources.flatMap((from) => (typeof from === 'object' && 'attribute' in from ? [from.attribute] : []));
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Text values under the names the configuration uses, whatever case the server writes them in. Binary ones are left out. */
export function textAttributes(entry: Entry, wanted: readonly string[]): Record<string, readonly string[]> {
  const byName = new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]));
  const read = wanted.map((name): [string, string[]] => {
    const value = byName.get(name.toLowerCase()) ?? [];
    return [name, (Array.isArray(value) ? value : [value]).flatMap(asText)];
  });
  return Object.fromEntries(read.filter(([, values]) => values.length > 0));
}

function asText(value: string | Buffer): string[] {
  if (typeof value === 'string') return [value];
  try {
    return [strictUtf8.decode(value)];
  } catch {
    return [];
  }
}
