import type { StrategyRefusal } from '../../../src/domain/strategy.ts';
import type { BenchSettings, Posted, SamlBench } from '../../support/saml-bench.ts';
import type { TestKeyPair } from '../../support/saml-certificate.ts';
import { type ResponseParts, responseXml, sign, type TestIdentityProvider } from '../../support/saml-idp.ts';

/** A person's sign-in is under way: her request waits, and the identity provider would answer it honestly. */
export interface Stage {
  readonly bench: SamlBench;
  readonly idp: TestIdentityProvider;
  /** An identity provider nobody here trusts, and the keys of an attacker. */
  readonly stranger: TestIdentityProvider;
  /** The library's own decryption keys. */
  readonly own: TestKeyPair;
  readonly requestId: string;
  readonly now: number;
  /** What the identity provider would say to the waiting request, with changes. */
  parts(changes?: Partial<ResponseParts>): ResponseParts;
}

/** One file a case; the file's name is the case. */
export interface HostileCase {
  /** The row of the checks that refuses it. */
  readonly check: string;
  /** `invalid` unless told otherwise. */
  readonly reason?: StrategyRefusal;
  readonly settings?: BenchSettings;
  /** The profile also reads AES-CBC. */
  readonly acceptCbc?: boolean;
  /** XML to be posted as it is, or the whole form. */
  message(stage: Stage): string | Posted | Promise<string | Posted>;
  /**
   * The request is answered by this message or was before. Otherwise the honest answer must still be taken after the
   * hostile one, and no attempt was found.
   */
  readonly answersRequest?: boolean;
}

/** The identity provider's own signature under what it does not usually say. */
export function signed(stage: Stage, changes: Partial<ResponseParts> = {}): string {
  return sign(responseXml(stage.parts(changes)), 'Assertion', stage.idp.keys);
}
