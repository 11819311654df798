// What a sign-in may write into records: nothing by which somebody could be taken for somebody else.
import { primaryType } from '../../src/domain/identifier.ts';
import type { DataFault } from '../faults.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { isRival, targets } from './issuers.ts';
import { perProfile } from './profiles.ts';
import { unknownType } from './relying-parties.ts';
import { valueKind } from './value-kinds.ts';

export const updateRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'updates-come-from-another-system',
    check: perProfile(function* ({ kind, updates }, path) {
      if (updates === undefined || (kind !== 'password' && kind !== 'email-link')) return;
      yield {
        path: [...path, 'updates'],
        at: 'key',
        message: `a profile of kind ${kind} is the library’s own and says nothing new of anybody: leave this out`,
      };
    }),
  },
  {
    name: 'updates-leave-names-to-sign-in-by-alone',
    check: perProfile(function* (profile, path, view) {
      for (const code of Object.keys(profile.updates?.identifiers ?? {})) {
        const at = [...path, 'updates', 'identifiers', code];
        if (code === primaryType) {
          yield { path: at, message: 'primary identifiers are not changed by signing in' };
          continue;
        }
        const unknown = [...unknownType(view, code, at)];
        yield* unknown;
        if (unknown.length === 0) yield* identifierFaults(profile, code, at, view);
      }
    }),
  },
  {
    name: 'users-are-made-under-one-name',
    check: perProfile(function* (profile, path) {
      const create = profile.updates?.create;
      if (create === undefined) return;
      const { to } = profile.match;
      const at = [...path, 'updates', 'create', 'primaryIdentifier'];
      if (to.type === 'any' || (to.type === 'types' && to.types.length > 1)) {
        const message = 'a user who is made gets the value as one type: expected primary or one type';
        yield { path: [...path, 'match', 'to'], message };
      } else if ((to.type === 'primary') !== (create.primaryIdentifier === 'matched')) {
        const hint = to.type === 'primary' ? 'the profile matches primary identifiers' : `the profile matches a type`;
        yield { path: at, message: 'expected matched with match.to: primary, and only with it', hint };
      }
    }),
  },
  {
    name: 'users-who-are-made-have-a-last-name',
    check: perProfile(function* ({ updates }, path) {
      if (updates?.create === undefined || updates.fields.family_name !== undefined) return;
      yield {
        path: [...path, 'updates', 'fields'],
        message: 'nobody is made without a last name: expected family_name: { attribute: NAME }',
      };
    }),
  },
  {
    name: 'federations-make-users-of-scoped-values-only',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'saml' || profile.federation === undefined) return;
      if (profile.updates?.create === undefined || valueKind(profile) === 'scoped') return;
      yield {
        path: [...path, 'updates', 'create'],
        at: 'key',
        message:
          'another identity provider of the federation could have somebody made under this value: expected a scoped value (name@scope) in match.from',
      };
    }),
  },
  {
    name: 'users-who-are-made-are-named-by-nobody-else',
    check: perProfile(function* (profile, path, view) {
      if (profile.updates?.create === undefined || targets(profile, view).includes(primaryType)) return;
      const rival = view.loginProfiles.find(
        ({ value }) =>
          value !== undefined &&
          value.id !== profile.id &&
          isRival(profile, value) &&
          targets(value, view).includes(primaryType),
      );
      if (rival === undefined) return;
      yield {
        path: [...path, 'updates', 'create'],
        at: 'key',
        message: `"${rival.name ?? ''}" has another issuer and finds people by primary identifiers: it could name the one that is made here`,
        hint: `let "${rival.name ?? ''}" match a type of its own, or, if each may speak for the other's people, add sharesIdentifiersWith: [${rival.name ?? ''}]`,
      };
    }),
  },
  {
    name: 'users-who-are-made-may-come-in',
    check: perProfile(function* (profile, path) {
      const create = profile.updates?.create;
      if (create === undefined) return;
      const at = [...path, 'updates', 'create'];
      if (!profile.recordTypes.includes(create.recordType)) {
        yield {
          path: [...at, 'recordType'],
          message: `the profile takes ${profile.recordTypes.join(', ')} users only`,
        };
      }
      const { userGroup } = create;
      if (userGroup !== undefined && profile.userGroups?.includes(userGroup) === false) {
        yield { path: [...at, 'userGroup'], message: `the profile does not take users of "${userGroup}"` };
      }
    }),
  },
];

function* identifierFaults(
  profile: LoginProfile,
  code: string,
  path: DataFault['path'],
  view: InstitutionView,
): Iterable<DataFault> {
  if (targets(profile, view).includes(code)) {
    yield { path, message: 'people are found by it in this profile, and what finds them is never changed by it' };
    return;
  }
  const type = view.identifierTypes.find(({ name }) => name === code)?.value;
  if (type?.internalOnly === true || type?.issuer !== undefined) {
    const why = type.internalOnly ? 'the library’s own' : `those of ${type.issuer ?? ''}`;
    yield { path, message: `values of "${code}" are ${why}, and no other system brings them` };
    return;
  }
  const rival = view.loginProfiles.find(
    ({ value }) =>
      value !== undefined && value.id !== profile.id && isRival(profile, value) && targets(value, view).includes(code),
  );
  if (rival === undefined) return;
  yield {
    path,
    message: `"${rival.name ?? ''}" has another issuer and finds people by "${code}": this upstream would say whom it lets in`,
    hint: `if each may speak for the other's people, add sharesIdentifiersWith: [${rival.name ?? ''}]`,
  };
}
