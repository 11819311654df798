// Whether somebody whom no user is found for may be made one just in time, and of what. Pure.

import { keyOf } from '../../directory/folding.ts';
import { placeOf } from '../../directory/identifier-rules.ts';
import type { MakeRequest } from '../../directory/management/make-on-login.ts';
import type { SaidIdentifier, SaidOfUser } from '../../directory/management/said-of-user.ts';
import type { Assertion } from '../../domain/assertion.ts';
import { type IdentifierKey, primaryType } from '../../domain/identifier.ts';
import type { MatchTarget } from '../../domain/match-rule.ts';
import type { Institution, ProfileRuntime } from '../../institutions.ts';
import { readValues } from '../../resolution/read-values.ts';
import type { ProfileUpdates } from './read-said.ts';

export type ToMake =
  | { readonly type: 'make'; readonly request: MakeRequest }
  | { readonly type: 'refused'; readonly why: string };

/** @param tried what was looked up: nothing where the issuer may not speak for the type at all */
export function toMake(
  { types }: Institution,
  { config }: ProfileRuntime,
  create: NonNullable<ProfileUpdates['create']>,
  {
    assertion,
    said,
    tried,
  }: {
    readonly assertion: Assertion;
    readonly said: SaidOfUser;
    readonly tried: readonly IdentifierKey[];
  },
): ToMake {
  const refused = (why: string): ToMake => ({ type: 'refused', why });
  const type = onlyType(config.match.to);
  if (type === undefined) return refused('the match rule names several types');
  const [value, ...others] = readValues(assertion, config.match).values;
  const [key, ...otherKeys] = tried;
  if (value === undefined || others.length > 0) return refused('the assertion does not name her by one value');
  if (key === undefined || otherKeys.length > 0 || placeOf(key) !== placeOf(keyOf(types, type, value))) {
    return refused('this issuer does not speak for the type');
  }
  if (isFederation(config) && !namesScope(config, assertion)) {
    return refused('in a federation only a scoped value makes a user');
  }
  if (said.last === undefined) return refused('the assertion says no last name');
  const matched: SaidIdentifier = { type, value };
  const primaryIdentifier = primaryOf(create, assertion);
  if (primaryIdentifier === '') return refused('the assertion does not say one primary identifier');
  const { recordType, userGroup } = create;
  return {
    type: 'make',
    request: {
      profile: config.id,
      to: config.match.to,
      matched,
      primaryIdentifier,
      recordType,
      said: { ...said, userGroup: said.userGroup ?? userGroup },
    },
  };
}

function onlyType(to: MatchTarget): string | undefined {
  if (to.type === 'primary') return primaryType;
  return to.type === 'types' && to.types.length === 1 ? to.types[0] : undefined;
}

/** @returns undefined: another value than one of the assertion; empty: the assertion says none, or several */
function primaryOf({ primaryIdentifier: from }: NonNullable<ProfileUpdates['create']>, { attributes }: Assertion) {
  if (typeof from === 'string') return undefined;
  const [one = '', ...others] = Object.hasOwn(attributes, from.attribute) ? (attributes[from.attribute] ?? []) : [];
  return others.length === 0 ? one.trim() : '';
}

function isFederation(config: ProfileRuntime['config']): boolean {
  return config.kind === 'saml' && config.federation !== undefined;
}

function namesScope({ match }: ProfileRuntime['config'], { attributes }: Assertion): boolean {
  const { from } = match;
  if (from.type !== 'attribute') return false;
  const values = Object.hasOwn(attributes, from.name) ? (attributes[from.name] ?? []) : [];
  return values.length > 0 && values.every((value) => /^[^@]+@[^@]+$/.test(value));
}
