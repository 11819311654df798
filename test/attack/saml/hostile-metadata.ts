import type { SamlBench } from '../../support/saml-bench.ts';
import type { TestKeyPair } from '../../support/saml-certificate.ts';
import type { TestIdentityProvider } from '../../support/saml-idp.ts';
import type { MetadataParts, Published } from '../../support/saml-metadata.ts';

/** A federation that signs, a member of it, and an attacker who can answer in the place of its metadata server. */
export interface MetadataStage {
  readonly idp: TestIdentityProvider;
  readonly stranger: TestIdentityProvider;
  readonly federation: TestKeyPair;
  /** The member's document with changes, not signed. */
  readonly document: (changes?: Partial<MetadataParts>) => string;
  /** The same as the federation would sign it. */
  readonly signed: (changes?: Partial<MetadataParts>) => string;
}

/** One file a case; the file's name is the case. What is published instead of the member's metadata. */
export interface HostileMetadata {
  readonly published: (stage: MetadataStage) => Published | string;
  /**
   * The document as a whole is refused, for this reason: nobody is sent anywhere by it, and where a good one is held
   * that one goes on counting.
   */
  readonly refused?: RegExp;
  /** The document is taken, and what is hostile in it counts for nothing. */
  readonly without?: (
    stage: MetadataStage & { readonly bench: SamlBench; readonly begin: () => Promise<string> },
  ) => Promise<void>;
}
