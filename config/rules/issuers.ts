// A value is worth what its issuer is worth: which issuers may name people by which identifiers.
import { primaryType } from '../../src/domain/identifier.ts';
import type { Rule } from '../rules.ts';
import type { IdentifierTypeConfig, LoginProfile } from '../schema.ts';
import { didYouMean } from '../suggest.ts';
import type { InstitutionView } from '../view.ts';
import { internalIssuer, issuerOf } from './issuer-of.ts';
import { perProfile } from './profiles.ts';
import { valueKind } from './value-kinds.ts';

export const issuerRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'bound-types-match-their-issuer-only',
    check: perProfile(function* (profile, path, view) {
      const issuer = issuerOf(profile);
      for (const type of matchedTypes(profile, view)) {
        if (type.issuer === undefined || issuer === undefined || type.issuer === issuer) continue;
        yield {
          path: [...path, 'match', 'to'],
          message: `identifier type "${type.code}" is bound to the issuer ${type.issuer}, and this profile's is ${issuer}`,
        };
      }
    }),
  },
  {
    name: 'issuer-scoped-values-match-bound-types-only',
    check: perProfile(function* (profile, path, view) {
      if (valueKind(profile) !== 'issuer-scoped') return;
      const { to } = profile.match;
      const issuer = issuerOf(profile) ?? 'the entity id of its identity provider';
      const hint = `match a type with uniqueness: type and issuer: ${issuer}`;
      const message = 'this value means something to its issuer only';
      if (to.type !== 'types') {
        yield { path: [...path, 'match', 'to'], message: `${message} and is never compared with ${to.type}`, hint };
        return;
      }
      for (const type of matchedTypes(profile, view)) {
        if (type.issuer !== undefined) continue;
        yield { path: [...path, 'match', 'to'], message: `${message}, and "${type.code}" is bound to none`, hint };
      }
    }),
  },
  {
    name: 'two-issuers-share-only-by-agreement',
    *check(view) {
      for (const [index, { value: later }] of view.loginProfiles.entries()) {
        for (const { value: earlier } of view.loginProfiles.slice(0, index)) {
          if (later === undefined || earlier === undefined || !isRival(earlier, later)) continue;
          const common = targets(later, view).filter((code) => targets(earlier, view).includes(code));
          if (common.length === 0) continue;
          yield {
            path: ['loginProfiles', index, 'match', 'to'],
            message: `"${earlier.id}" and "${later.id}" have different issuers, and both may name people by ${common.join(', ')}`,
            hint: `if each may speak for the other's people, add sharesIdentifiersWith: [${earlier.id}]`,
          };
        }
      }
    },
  },
  {
    name: 'shared-profiles-exist',
    check: perProfile(function* (profile, path, view) {
      const others = view.loginProfiles.flatMap(({ name }) =>
        name === undefined || name === profile.id ? [] : [name],
      );
      for (const [index, id] of (profile.sharesIdentifiersWith ?? []).entries()) {
        if (others.includes(id)) continue;
        yield {
          path: [...path, 'sharesIdentifiersWith', index],
          message: `there is no other login profile "${id}"`,
          hint: didYouMean(id, others),
        };
      }
    }),
  },
];

/** Whether the two have different issuers and neither is said to share with the other. The library's own password is nobody's rival. */
export function isRival(left: LoginProfile, right: LoginProfile): boolean {
  const issuers = [issuerOf(left), issuerOf(right)];
  if (issuers.includes(internalIssuer)) return false;
  if (issuers[0] !== undefined && issuers[0] === issuers[1]) return false;
  const isAgreed =
    left.sharesIdentifiersWith?.includes(right.id) === true || right.sharesIdentifiersWith?.includes(left.id) === true;
  return !isAgreed;
}

function matchedTypes(profile: LoginProfile, view: InstitutionView): readonly IdentifierTypeConfig[] {
  const { to } = profile.match;
  if (to.type !== 'types') return [];
  return view.identifierTypes.flatMap(({ value }) =>
    value !== undefined && to.types.includes(value.code) ? [value] : [],
  );
}

/** Codes of all that a profile's values are compared with. */
export function targets(profile: LoginProfile, view: InstitutionView): readonly string[] {
  const { to } = profile.match;
  if (to.type === 'primary') return [primaryType];
  if (to.type === 'types') return to.types;
  const pooled = view.identifierTypes.flatMap(({ value }) => (value?.uniqueness === 'pooled' ? [value.code] : []));
  return [primaryType, ...pooled];
}
