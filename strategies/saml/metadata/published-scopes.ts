// The shibmd:Scope elements of an identity provider: which scopes it may assert. Patterns are never run: the few shapes
// that say "this domain" or "what lies under it" are understood, and any other lets nothing through.
import type { Element } from '@xmldom/xmldom';
import { attribute, children, namespaces, text } from '../../../src/saml/xml.ts';

export interface PublishedScopes {
  /** `uni.example`, or `*.uni.example` for all that lies under it. */
  readonly scopes: readonly string[];
  /** Elements that count for nothing, as they stand there. */
  readonly ignored: readonly string[];
}

const domain = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i;
const scopesMax = 500;
// Anchored at both ends, dots escaped, at least two labels of the domain spelt out.
const pattern =
  /^\^(?<under>\(\?:\.\+\\\.\)\?|\(\.\+\\\.\)\?|\(\?:\.\*\\\.\)\?|\(\.\*\\\.\)\?|\.\+\\\.|\.\*\\\.)?(?<domain>[a-z0-9-]+(?:\\\.[a-z0-9-]+)+)\$$/i;

/** @returns undefined when there is no such element at all */
export function publishedScopes(elements: readonly Element[]): PublishedScopes | undefined {
  const found = elements
    .flatMap((element) => children(element, namespaces.metadata, 'Extensions'))
    .flatMap((extensions) => children(extensions, namespaces.shibboleth, 'Scope'));
  if (found.length === 0) return undefined;
  const scopes = new Set<string>();
  const ignored: string[] = [];
  for (const element of found) {
    const understood = scopes.size < scopesMax ? scopesOf(element) : [];
    if (understood.length === 0) ignored.push(text(element));
    for (const scope of understood) scopes.add(scope);
  }
  return { scopes: [...scopes], ignored };
}

function scopesOf(element: Element): readonly string[] {
  const written = text(element);
  if (written.length > 255) return [];
  const regexp = attribute(element, 'regexp') ?? 'false';
  if (/^(false|0)$/.test(regexp)) return domain.test(written) ? [written.toLowerCase()] : [];
  const { under, domain: escaped } = pattern.exec(written)?.groups ?? {};
  if (escaped === undefined) return [];
  const exact = escaped.replaceAll('\\', '').toLowerCase();
  if (under === undefined) return [exact];
  return under.endsWith('?') ? [exact, `*.${exact}`] : [`*.${exact}`];
}
