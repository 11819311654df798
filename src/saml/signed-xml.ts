// XML signatures by xml-crypto itself, where node-saml has no way in: whole aggregates, and elliptic curves, which
// xml-crypto takes as a plug-in. Only the canonical text that a signature covers comes out.
import { verify, X509Certificate } from 'node:crypto';
import { type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import { ecdsaDigests } from './signature-shape.ts';

/**
 * @param signature the one Signature element of the document, its shape checked by `findSignatureFault`
 * @param signers PEM of those who may have signed it; what KeyInfo says counts for nothing
 * @returns the canonical text of what is signed; undefined when none of them signed it
 */
export function signedText(xml: string, signature: string, signers: readonly string[]): string | undefined {
  const check = new SignedXml({ getCertFromKeyInfo: () => null, publicCert: signers[0] ?? '' });
  check.SignatureAlgorithms = anySigner(check.SignatureAlgorithms, signers);
  try {
    check.loadSignature(signature);
    // A parser of XML reads every line end as one (XML 1.0 section 2.11); this one leaves that to us.
    if (!check.checkSignature(xml.replaceAll(/\r\n?/g, '\n'))) return undefined;
  } catch {
    // Whatever is wrong with it, it is not signed.
    return undefined;
  }
  const [text, ...more] = check.getSignedReferences();
  return more.length === 0 ? text : undefined;
}

type Algorithms = SignedXml['SignatureAlgorithms'];

/** To canonicalise a large document once for each signer would take as many times as long. */
function anySigner(known: Algorithms, signers: readonly string[]): Algorithms {
  const keys = signers.map((pem) => ({ pem, type: new X509Certificate(pem).publicKey.asymmetricKeyType }));
  const of = (type: string) => keys.filter((key) => key.type === type).map(({ pem }) => pem);
  const result: Algorithms = {};
  for (const [name, Algorithm] of Object.entries(known)) {
    if (!/rsa/i.test(name)) continue;
    result[name] = verifierOf(name, of('rsa'), (text, pem, value) => new Algorithm().verifySignature(text, pem, value));
  }
  for (const [name, digest] of ecdsaDigests) {
    // XML Signature 1.1 section 6.4.3: r and s side by side, not DER.
    result[name] = verifierOf(name, of('ec'), (text, pem, value) =>
      verify(
        digest,
        Buffer.from(text),
        { key: new X509Certificate(pem).publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(value, 'base64'),
      ),
    );
  }
  return result;
}

function verifierOf(
  name: string,
  signers: readonly string[],
  isSignedBy: (text: string, pem: string, value: string) => boolean,
): new () => SignatureAlgorithm {
  return class implements SignatureAlgorithm {
    getAlgorithmName(): string {
      return name;
    }
    getSignature(): never {
      throw new Error('this only verifies');
    }
    verifySignature(text: string, _key: unknown, value: string): boolean {
      return signers.some((pem) => isSignedBy(text, pem, value));
    }
  };
}
