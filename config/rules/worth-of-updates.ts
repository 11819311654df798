// What a sign-in writes into a record is worth what whoever said it is worth: what people write of themselves, or what any
// member of a federation says, becomes no name by which they are known, and no address that counts as proved.
import type { ConfigPath } from '../faults.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { changeableAtEntra } from './openid-connect.ts';
import { perProfile } from './profiles.ts';
import { isSocial } from './social-kinds.ts';
import { isScopedName, valueKind } from './value-kinds.ts';

const listThem = 'list the identity providers that may sign people in under "federation.entityIds"';

export const worthOfUpdatesRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'what-people-write-of-themselves-decides-nothing',
    check: perProfile(function* (profile, path) {
      for (const { attribute, at } of [...naming(profile), ...deciding(profile)]) {
        if (!writesHerself(profile, attribute)) continue;
        yield {
          path: [...path, 'updates', ...at],
          message: `a person writes "${attribute}" of her account herself, or another organization does: she could take any value that she likes`,
          hint: 'take from such an account what she is called and how she is reached, and leave the rest to the library',
        };
      }
    }),
  },
  {
    name: 'federations-name-by-scoped-values-only',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.federation === undefined) return;
      // Of one that is listed alone every value is its own.
      if (profile.federation.entityIds?.length === 1) return;
      for (const { attribute, at } of naming(profile)) {
        if (isScopedName(attribute)) continue;
        yield {
          path: [...path, 'updates', ...at],
          message:
            'every identity provider of the federation could name its people by values of another one’s: expected an attribute whose values have a scope (name@scope)',
        };
      }
    }),
  },
  {
    name: 'addresses-are-verified-where-they-can-be',
    check: perProfile(function* (profile, path) {
      // One that is matched by an address is refused for that.
      if (profile.verifiesEmail !== true || valueKind(profile) === 'email') return;
      const at = [...path, 'verifiesEmail'];
      if (isOpenFederation(profile)) {
        const message = 'every identity provider of the federation could say anybody’s address: leave this out';
        yield { path: at, message, hint: listThem };
      } else if (isSocial(profile) || writesHerself(profile, 'email')) {
        yield {
          path: at,
          message:
            'whoever has an account there may give an address that is not hers: leave this out. What the provider itself says it verified (email_verified) counts all the same, where it is asked for',
        };
      }
    }),
  },
];

interface Written {
  readonly attribute: string;
  readonly at: ConfigPath;
}

/** What becomes a name that she is known by, here or at an application. */
function naming({ updates }: LoginProfile): readonly Written[] {
  const from = updates?.create?.primaryIdentifier;
  const primary = typeof from === 'object' ? [{ attribute: from.attribute, at: ['create', 'primaryIdentifier'] }] : [];
  const others = Object.entries(updates?.identifiers ?? {}).map(([code, { attribute }]) => ({
    attribute,
    at: ['identifiers', code],
  }));
  return [...primary, ...others];
}

/** What decides which rights she has. */
function deciding({ updates }: LoginProfile): readonly Written[] {
  const { user_group: group, expiry_date: expiry } = updates?.fields ?? {};
  return [
    ...(group === undefined ? [] : [{ attribute: group.attribute, at: ['fields', 'user_group'] }]),
    ...(expiry === undefined || !('attribute' in expiry)
      ? []
      : [{ attribute: expiry.attribute, at: ['fields', 'expiry_date'] }]),
  ];
}

/** At Microsoft Entra some claims are the directory's own; of a private account none is anybody's but hers. */
function writesHerself(profile: LoginProfile, attribute: string): boolean {
  if (isSocial(profile)) return true;
  if (profile.kind !== 'oidc') return false;
  if (profile.preset === 'microsoft-entra') return changeableAtEntra.has(attribute.toLowerCase());
  return profile.preset === 'apple' || profile.preset === 'orcid';
}

function isOpenFederation(profile: LoginProfile): boolean {
  return profile.kind === 'saml' && profile.federation !== undefined && profile.federation.entityIds === undefined;
}
