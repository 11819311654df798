// From the text of a federation's whole metadata to the identity providers in it. One signature covers everything, and only
// the canonical text that it covers is read; that text is then cut into its entities, so no tree of the whole is built
// here. It takes seconds and hundreds of megabytes: it is called in a process of its own.
import { XMLSerializer } from '@xmldom/xmldom';
import { admitXml, strictUtf8, type XmlBounds } from '../../../src/saml/decode.ts';
import { type Fault, fault } from '../../../src/saml/fault.ts';
import { instantOf } from '../../../src/saml/instant.ts';
import { findSignatureFault } from '../../../src/saml/signature-shape.ts';
import { signedText } from '../../../src/saml/signed-xml.ts';
import { attribute, children, everyElement, namespaces, parseXml } from '../../../src/saml/xml.ts';
import { identityProviderRoles } from '../idp-metadata.ts';
import { cutEntities, startTag } from './cut-entities.ts';
import { type EntityFacts, readEntity } from './entity.ts';
import { rootAndSignature } from './root-signature.ts';

const entityBounds: XmlBounds = { characters: 2 * 1024 * 1024, depth: 40, elements: 10_000, tag: 16_384 };
const entitiesMax = 100_000;
const ignoredMax = 50;

export interface AggregateRead {
  readonly type: 'aggregate';
  /** Epoch milliseconds. */
  readonly validUntil: number;
  /** Each identity provider that can be used, once. Read to its end before the rest is asked for. */
  readonly entities: Iterable<EntityFacts>;
  /** What was left out. */
  readonly ignored: readonly string[];
  readonly ignoredCount: () => number;
}

/** @param signers PEM, at least one */
export function readAggregate(bytes: Uint8Array, signers: readonly string[], now: number): AggregateRead | Fault {
  const xml = strictUtf8(bytes)?.replace(/^\uFEFF/, '');
  if (xml === undefined) return fault('aggregate', 'not UTF-8 text');
  if (/^\s*(?:<!doctype html|<html)/i.test(xml.slice(0, 500))) return fault('aggregate', 'an HTML page, no metadata');
  const signed = signedRoot(xml, signers);
  if (typeof signed !== 'string') return signed;
  const root = parseXml(startTag(signed, 0).replace(/>$/, '/>'))?.documentElement;
  if (root?.localName !== 'EntitiesDescriptor' || root.namespaceURI !== namespaces.metadata) {
    return fault('aggregate', 'the signed document is no md:EntitiesDescriptor');
  }
  const validUntil = instantOf(attribute(root, 'validUntil') ?? '');
  if (validUntil === undefined) {
    return fault('aggregate', 'it has no validUntil: once signed it could be played back for ever');
  }
  if (validUntil <= now) return fault('aggregate', `it ended at ${new Date(validUntil).toISOString()}`);
  const ignored: string[] = [];
  let count = 0;
  const ignore = (what: string) => {
    if (++count <= ignoredMax) ignored.push(what.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300));
  };
  return {
    type: 'aggregate',
    validUntil,
    entities: readEntities(signed, now, ignore),
    ignored,
    ignoredCount: () => count,
  };
}

/** The canonical text of the whole document, without its signature. */
function signedRoot(xml: string, signers: readonly string[]): string | Fault {
  if (/<!(?!--|\[CDATA\[)/.test(xml)) return fault('aggregate', 'a document type or entity declaration');
  const found = rootAndSignature(xml);
  if (typeof found === 'string') return fault('aggregate', found);
  // The root with nothing in it but its signature: what is signed how is the same question there.
  const small = parseXml(`${found.rootTag}${found.signature}</${found.rootName}>`)?.documentElement;
  const signature = small == null ? undefined : children(small, namespaces.signature, 'Signature')[0];
  if (small == null || signature === undefined) return fault('aggregate', 'its signature cannot be read');
  const broken = findSignatureFault(small, [small]);
  if (broken !== undefined) return fault('aggregate', `${broken.check}: ${broken.detail}`);
  const text = signedText(xml, new XMLSerializer().serializeToString(signature), signers);
  if (text === undefined) return fault('aggregate', 'no valid signature by a configured certificate');
  return text.includes('<?') ? fault('aggregate', 'a processing instruction') : text;
}

function* readEntities(signed: string, now: number, ignore: (what: string) => void): Generator<EntityFacts> {
  const twice = namedTwice(signed);
  let seen = 0;
  for (const text of cutEntities(signed)) {
    if (++seen > entitiesMax) return ignore(`everything after ${entitiesMax} entities`);
    const admitted = admitXml(text, entityBounds);
    const root = admitted.type === 'fault' ? null : admitted.document.documentElement;
    if (admitted.type === 'fault' || root === null) {
      ignore(`an entity that is too large or broken: ${text.slice(0, 200)}`);
      continue;
    }
    const entity = [...everyElement(root)].find(
      ({ localName, namespaceURI }) => localName === 'EntityDescriptor' && namespaceURI === namespaces.metadata,
    );
    if (entity === undefined || identityProviderRoles(entity).length === 0) continue;
    const id = attribute(entity, 'entityID') ?? '';
    const facts = twice.has(id) ? fault('metadata', 'it stands there twice') : readEntity({ entity }, id, now);
    if ('check' in facts) ignore(`${id}: ${facts.detail}`);
    else yield facts;
  }
}

/** Of two entities with one name nobody can say which is meant. */
function namedTwice(signed: string): ReadonlySet<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const [, written = ''] of signed.matchAll(/<(?:[\w.-]+:)?EntityDescriptor\s[^>]*?\bentityID="([^"]*)"/g)) {
    const id = written.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
    (once.has(id) ? twice : once).add(id);
  }
  return twice;
}
