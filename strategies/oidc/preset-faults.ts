// What a profile may not say beside its preset, or must: each message is what is expected instead.
import type { OidcKeys } from './options.ts';
import { type PresetKey, presetKeys, presetOf } from './presets.ts';

export interface PresetFault {
  readonly path: readonly string[];
  readonly message: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Directory of all personal Microsoft accounts: a tenant where anybody makes an account. */
const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad';

export function* presetFaults(written: OidcKeys): Generator<PresetFault> {
  yield* keyFaults(written);
  yield* issuerFaults(written);
  yield* credentialFaults(written);
  yield* tenantFaults(written);
  yield* answerFaults(written);
}

function* keyFaults(written: OidcKeys): Generator<PresetFault> {
  const { preset } = written;
  for (const key of Object.keys(presetKeys) as readonly PresetKey[]) {
    if (written[key] === undefined || presetKeys[key] === preset) continue;
    yield { path: [key], message: `preset: ${presetKeys[key]} beside it, or no "${key}"` };
  }
  for (const key of presetOf(preset).needs) {
    if (written[key] === undefined) yield { path: [key], message: `"${key}" beside preset: ${String(preset)}` };
  }
}

function* issuerFaults(written: OidcKeys): Generator<PresetFault> {
  const { issuer, preset } = written;
  if (preset === undefined) {
    if (issuer === undefined) yield { path: ['issuer'], message: 'its issuer, or a preset that fixes it' };
    return;
  }
  const fixed = presetOf(preset).issuer(written);
  if (issuer !== undefined && issuer !== fixed) {
    yield { path: ['issuer'], message: `no issuer here: preset ${preset} fixes it to ${String(fixed)}` };
  }
}

function* credentialFaults({ preset, clientSecret, clientKey }: OidcKeys): Generator<PresetFault> {
  if (preset === 'apple') {
    if (clientSecret !== undefined) {
      const message = 'no secret with Apple: "clientKey" signs a new one for each sign-in, and none can expire';
      yield { path: ['clientSecret'], message };
    }
    if (clientKey === undefined)
      yield { path: ['clientKey'], message: '"clientKey": the key (.p8) from Apple and its Key ID' };
    else if (clientKey.kid === undefined) yield { path: ['clientKey', 'kid'], message: 'the Key ID that Apple shows' };
    if (clientKey?.algorithm !== undefined && clientKey.algorithm !== 'ES256') {
      yield { path: ['clientKey', 'algorithm'], message: 'ES256: Apple takes no other' };
    }
    return;
  }
  if ((clientSecret === undefined) === (clientKey === undefined)) {
    yield { path: ['clientSecret'], message: 'either "clientSecret" or "clientKey": one proves who asks' };
  }
  if (preset === 'microsoft-entra' && clientKey !== undefined && clientKey.certificate === undefined) {
    yield {
      path: ['clientKey', 'certificate'],
      message: '"certificate": Microsoft Entra knows a key by its certificate',
    };
  }
  if (preset === 'orcid' && clientKey !== undefined) {
    yield { path: ['clientKey'], message: '"clientSecret": ORCID takes no key' };
  }
}

function* tenantFaults({ preset, tenant }: OidcKeys): Generator<PresetFault> {
  if (preset !== 'microsoft-entra' || tenant === undefined) return;
  if (/^(common|organizations|consumers)$/i.test(tenant) || tenant.toLowerCase() === personalAccounts) {
    const message = `the UUID of your own directory: by "${tenant}" people of any directory, or with a private account, would come in, and each may call itself what it likes`;
    yield { path: ['tenant'], message };
  } else if (!uuid.test(tenant)) {
    yield {
      path: ['tenant'],
      message: 'the UUID of your directory (Entra admin center, Overview, Tenant ID); a domain can move',
    };
  }
}

function* answerFaults(written: OidcKeys): Generator<PresetFault> {
  const { preset, scopes = [], responseMode, userinfo, backchannelLogout } = written;
  const { onlyScopes, postsFor } = presetOf(preset);
  const other = onlyScopes === undefined ? [] : scopes.filter((scope) => !onlyScopes.includes(scope));
  if (other.length > 0) {
    yield { path: ['scopes'], message: `${onlyScopes?.join(', ')} at the most, with preset ${String(preset)}` };
  }
  if (responseMode === 'query' && postsFor?.some((scope) => scopes.includes(scope)) === true) {
    yield { path: ['responseMode'], message: 'form_post: Apple answers a request for name or email by a form only' };
  }
  if (responseMode === 'form_post' && preset === 'orcid') {
    yield { path: ['responseMode'], message: 'query: ORCID answers in the address only' };
  }
  if (userinfo === true && preset === 'apple') {
    yield { path: ['userinfo'], message: 'false: Apple has no userinfo endpoint' };
  }
  if (backchannelLogout === true && !presetOf(preset).backchannelLogout) {
    yield { path: ['backchannelLogout'], message: `false: preset ${String(preset)} sends no such message` };
  }
}
