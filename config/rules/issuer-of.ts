import { parseIdpMetadata } from '../../strategies/saml/idp-metadata.ts';
import type { LoginProfile } from '../schema.ts';

/** The issuer of the library's own password: what stands in its assertions. */
export const internalIssuer = 'internal';

interface MetadataFacts {
  readonly entityId: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** Metadata may be large, and every rule about issuers asks. */
const read = new WeakMap<LoginProfile, MetadataFacts>();

/** Who vouches in a profile's assertions. Undefined when that stands in a metadata document that cannot be read. */
export function issuerOf(profile: LoginProfile): string | undefined {
  switch (profile.kind) {
    case 'saml':
      return profile.idp?.entityId ?? metadataFacts(profile, profile.metadata).entityId;
    case 'oidc':
      return profile.issuer;
    case 'ldap':
      return profile.directory;
    case 'password':
      return internalIssuer;
  }
}

/** Scopes the upstream may assert, by the profile or by its metadata; undefined where nothing limits them. */
export function scopesOf(profile: LoginProfile): readonly string[] | undefined {
  if (profile.kind !== 'saml') return undefined;
  return profile.scopes ?? metadataFacts(profile, profile.metadata).scopes;
}

function metadataFacts(profile: LoginProfile, metadata: string | undefined): MetadataFacts {
  const known = read.get(profile);
  if (known !== undefined) return known;
  const facts = metadata === undefined ? { entityId: undefined, scopes: undefined } : parse(metadata);
  read.set(profile, facts);
  return facts;
}

function parse(metadata: string): MetadataFacts {
  try {
    return parseIdpMetadata(metadata, 'metadata');
  } catch {
    // What is wrong with it is told where the document itself is checked.
    return { entityId: undefined, scopes: undefined };
  }
}
