// The password at another library system: what its settings may not say together.
import { isPrivateHost } from '../../strategies/sip2/private-host.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';

const librarySystems: readonly LoginProfile['kind'][] = ['alma', 'koha', 'paia', 'sip2'];

/** Whether people type a password for it on our own page. */
export function takesPassword({ kind }: LoginProfile): boolean {
  return kind === 'ldap' || kind === 'password' || librarySystems.includes(kind);
}

/** What Koha tells without its record being read. */
const kohaNames: readonly string[] = ['patron_id', 'cardnumber', 'userid'];

export const librarySystemRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'kept-passwords-stay-true',
    check: perProfile(function* (profile, path, { frame }) {
      if (!('keepPassword' in profile) || !profile.keepPassword || frame?.fallback.whenRefused !== true) return;
      yield {
        path: [...path, 'keepPassword'],
        message: `with fallback.whenRefused a password that was changed in "${profile.id}" would go on working here`,
        hint: 'leave whenRefused out: whenUnreachable is what a kept password is for',
      };
    }),
  },
  {
    name: 'plain-sip2-stays-near',
    check: perProfile(function* (profile, path) {
      if (profile.kind !== 'sip2' || !profile.plainText || isPrivateHost(profile.host)) return;
      yield {
        path: [...path, 'host'],
        message:
          'plainText sends passwords in clear, and this is neither this machine nor a private address written in digits: remove plainText',
      };
    }),
  },
  {
    name: 'matched-attributes-are-read',
    check: perProfile(function* (profile, path) {
      const { from } = profile.match;
      if (from.type !== 'attribute') return;
      const known = attributesTold(profile);
      if (known === undefined || known.names.includes(from.name)) return;
      yield {
        path: [...path, 'match', 'from'],
        message: `"${from.name}" is not told: expected one of ${known.names.join(', ')}`,
        hint: known.hint,
      };
    }),
  },
];

function attributesTold(
  profile: LoginProfile,
): { readonly names: readonly string[]; readonly hint?: string } | undefined {
  if (profile.kind === 'sip2') return { names: ['patron', 'flags', ...Object.keys(profile.attributes)] };
  if (profile.kind === 'koha' && !profile.readPatron) {
    return { names: kohaNames, hint: 'readPatron: true tells more' };
  }
  if (profile.kind === 'paia' && profile.coreUrl === undefined) {
    return { names: ['patron'], hint: 'coreUrl tells more' };
  }
  return undefined;
}
