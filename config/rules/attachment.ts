// Which profiles an identity may be attached of: those where the upstream's own name of a person becomes an identifier that
// nobody else can assert.
import type { DataFault } from '../faults.ts';
import type { Rule } from '../rules.ts';
import type { LoginProfile } from '../schema.ts';
import type { InstitutionView } from '../view.ts';
import { perProfile } from './profiles.ts';
import { valueKind } from './value-kinds.ts';

/** The person is sent to an upstream and comes back with what it says of her. */
const redirecting: ReadonlySet<LoginProfile['kind']> = new Set(['saml', 'cas', 'oidc', 'google', 'facebook', 'x']);

export const attachmentRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'attachable-profiles-send-people-to-a-provider',
    check: perProfile(function* (profile, path) {
      if (!isAttachable(profile) || redirecting.has(profile.kind)) return;
      yield {
        path: [...path, 'attachable'],
        message: `nothing is attached of a profile of kind ${profile.kind}: leave this out`,
      };
    }),
  },
  {
    name: 'attachable-profiles-name-one-bound-type',
    check: perProfile(function* (profile, path, view) {
      if (!isAttachable(profile) || !redirecting.has(profile.kind)) return;
      const kind = valueKind(profile);
      if (kind === 'email' || kind === 'verified-email') {
        yield {
          path: [...path, 'attachable'],
          message:
            'an email address is never attached: an identity is, by an id that its provider gives to nobody else',
        };
        return;
      }
      yield* targetFault(profile, [...path, 'match', 'to'], view);
    }),
  },
];

function* targetFault(
  { match: { to } }: LoginProfile,
  path: DataFault['path'],
  { identifierTypes }: InstitutionView,
): Generator<DataFault> {
  const [code, ...others] = to.type === 'types' ? to.types : [];
  const hint = 'match to one type with uniqueness: type and issuer: …, or take attachable away';
  if (code === undefined || others.length > 0) {
    yield { path, message: 'what is attached becomes an identifier of exactly one type', hint };
    return;
  }
  const type = identifierTypes.find(({ name }) => name === code)?.value;
  // One that is unknown or faulty is told elsewhere.
  if (type === undefined || type.issuer !== undefined) return;
  yield { path, message: `what is attached counts from one issuer only, and "${code}" is bound to none`, hint };
}

function isAttachable(profile: LoginProfile): boolean {
  return 'attachable' in profile && profile.attachable === true;
}
