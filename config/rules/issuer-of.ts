import { facebookIssuer } from '../../strategies/facebook/options.ts';
import { googleIssuer } from '../../strategies/google/options.ts';
import { systemName } from '../../strategies/library-system/issuer.ts';
import { parseIdpMetadata } from '../../strategies/saml/idp-metadata.ts';
import { xIssuer } from '../../strategies/x/options.ts';
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
      return samlIssuer(profile);
    case 'oidc':
      return profile.issuer;
    case 'cas':
      return profile.server;
    case 'ldap':
      return profile.directory;
    case 'google':
      return googleIssuer;
    case 'facebook':
      return facebookIssuer;
    case 'x':
      return xIssuer;
    case 'alma':
    case 'koha':
    case 'paia':
    case 'sip2':
      return systemName(profile);
    case 'password':
    case 'email-link':
      return internalIssuer;
  }
}

/** In a federation an identity provider is known before only where it is the only one listed. */
function samlIssuer(profile: Extract<LoginProfile, { kind: 'saml' }>): string | undefined {
  const { idp, federation, metadata } = profile;
  if (federation !== undefined) return federation.entityIds?.length === 1 ? federation.entityIds[0] : undefined;
  return idp?.entityId ?? idp?.metadataUrl ?? metadataFacts(profile, metadata).entityId;
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
