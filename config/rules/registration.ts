// Self-registration gives nobody a name that somebody else could come in by, and makes nobody who could not come in.
import { registrationTarget } from '../../src/domain/registration.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import { didYouMean } from '../suggest.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';

export const registrationRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'registration-gives-the-providers-id-only',
    check: perProfile(function* (profile, path, view) {
      const registration = registrationOf(profile);
      if (registration === undefined) return;
      const types = view.identifierTypes.flatMap(({ value }) => (value === undefined ? [] : [value]));
      const profiles = view.loginProfiles.flatMap(({ value }) => (value === undefined ? [] : [value]));
      const target = registrationTarget(profile, registration.primaryApartFrom ?? [], types, profiles);
      if (target.type !== 'fault') return;
      yield { path: [...path, 'registration'], at: 'key', message: target.why, hint: target.hint };
    }),
  },
  {
    name: 'who-registers-may-come-in',
    check: perProfile(function* (profile, path) {
      const registration = registrationOf(profile);
      if (registration === undefined) return;
      if (!profile.recordTypes.includes('public')) {
        yield {
          path: [...path, 'recordTypes'],
          message: 'whoever registers becomes a public user: expected public among the record types of this profile',
        };
      }
      if (profile.userGroups?.includes(registration.userGroup) === false) {
        const message = `the profile does not take users of "${registration.userGroup}": nobody who registers could come in`;
        yield { path: [...path, 'registration', 'userGroup'], message };
      }
    }),
  },
  {
    name: 'registration-or-just-in-time',
    check: perProfile(function* (profile, path) {
      if (registrationOf(profile) === undefined || profile.updates?.create === undefined) return;
      yield {
        path: [...path, 'registration'],
        at: 'key',
        message:
          'users are made just in time here (updates.create), so nobody is left to register: expected one of the two',
      };
    }),
  },
  {
    name: 'profiles-apart-exist',
    check: perProfile(function* (profile, path, view) {
      const others = view.loginProfiles.flatMap(({ name }) =>
        name === undefined || name === profile.id ? [] : [name],
      );
      for (const [index, id] of (registrationOf(profile)?.primaryApartFrom ?? []).entries()) {
        if (others.includes(id)) continue;
        yield {
          path: [...path, 'registration', 'primaryApartFrom', index],
          message: `there is no other login profile "${id}"`,
          hint: didYouMean(id, others),
        };
      }
    }),
  },
];

function registrationOf(profile: LoginProfile) {
  return 'registration' in profile ? profile.registration : undefined;
}
