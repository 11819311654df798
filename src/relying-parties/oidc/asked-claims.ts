// The `claims` parameter (OpenID Connect Core section 5.5). Claims come by scope here; what counts of it is how the person is
// to prove who she is (`acr`), and who she is to be (`sub`).
import { z } from 'zod';

const request = z.looseObject({
  essential: z.boolean().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).max(20).optional(),
});
const asked = z.looseObject({
  id_token: z.looseObject({ acr: request.nullish().catch(null), sub: request.nullish().catch(null) }).optional(),
});

export interface AskedClaims {
  readonly acr?: { readonly essential: boolean; readonly values: readonly string[] } | undefined;
  /** The only subject that may answer. */
  readonly subject?: string | undefined;
}

/** What cannot be read asks for nothing: the provider refuses text that is no JSON. */
export function askedClaims(parameter: unknown): AskedClaims {
  const { acr, sub } = idTokenClaims(parameter);
  const values = [acr?.value ?? [], acr?.values ?? []].flat().slice(0, 20);
  return {
    ...(values.length === 0 ? {} : { acr: { essential: acr?.essential === true, values } }),
    ...(sub?.value === undefined ? {} : { subject: sub.value }),
  };
}

/** The parameter with nothing else in it: no other claim is asked for one by one. */
export function onlyProof(parameter: unknown): string | undefined {
  const { acr, sub } = idTokenClaims(parameter);
  const kept = { ...(acr ? { acr } : {}), ...(sub ? { sub } : {}) };
  return Object.keys(kept).length === 0 ? undefined : JSON.stringify({ id_token: kept });
}

function idTokenClaims(parameter: unknown): NonNullable<z.infer<typeof asked>['id_token']> {
  if (typeof parameter !== 'string') return {};
  try {
    return asked.safeParse(JSON.parse(parameter)).data?.id_token ?? {};
  } catch {
    return {};
  }
}
