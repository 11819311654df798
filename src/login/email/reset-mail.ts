// Off the request: who asks for a new password, by a name or an address of hers, and the link to an address that counts.
import { makeResetLink, resetLinkSeconds } from '../../directory/reset-link.ts';
import { findTypedName } from '../../directory/typed-name.ts';
import { dayIn } from '../../domain/day.ts';
import type { TraceStep } from '../../domain/resolution.ts';
import type { User } from '../../domain/user.ts';
import type { Institution, ProfileRuntime } from '../../institutions.ts';
import { isMailAddress } from '../../mail/address.ts';
import { composeLetter } from '../../mail/compose.ts';
import { refusalOf } from '../../resolution/decide.ts';
import { type AddressRule, findByAddress, isTrusted } from '../../resolution/email.ts';
import { lookedUpSteps } from '../../resolution/look-up.ts';
import { codeOf } from '../../resolution/outcome-code.ts';
import { type Asked, askedWhen, askedWhere } from './asked.ts';
import type { EmailDeps } from './deps.ts';
import { type MailLimits, mayMail } from './limits.ts';
import { recordMailDecision, withoutTypedAddress } from './mail-trace.ts';

export const resetLimits: MailLimits = { perAddress: 5, perSource: 30, perInstitution: 3000 };

export interface WantedReset {
  readonly institution: Institution;
  readonly typed: string;
  readonly asked: Asked;
  readonly reference: string;
}

type Found =
  | { readonly type: 'found'; readonly user: User; readonly address: string; readonly steps: readonly TraceStep[] }
  | { readonly type: 'nobody'; readonly outcome: string; readonly steps: readonly TraceStep[] };

export async function sendResetMail(deps: EmailDeps, wanted: WantedReset): Promise<void> {
  const profile = [...wanted.institution.profiles.values()].find(({ config }) => config.kind === 'password');
  if (profile === undefined) return;
  const found = await whoAsks(deps, wanted, profile);
  if (found.type === 'nobody') return record(deps, wanted, found.outcome, found.steps);
  const { user, address, steps } = found;
  if (!(await mayMail(deps, wanted.institution.slug, `reset:${user.id}`, resetLimits))) {
    const check = { type: 'checked', check: 'mails to this person in an hour', passed: false } as const;
    return record(deps, wanted, 'VST_TOO_MANY_REQUESTS', [...steps, check]);
  }
  await post(deps, wanted, user, address);
  return record(deps, wanted, 'mailed', steps, user);
}

/** By a name that she may sign in with, or by an address that is hers alone. Two people: nobody. */
async function whoAsks(deps: EmailDeps, wanted: WantedReset, profile: ProfileRuntime): Promise<Found> {
  const { institution, typed } = wanted;
  const { slug, types, config } = institution;
  const now = deps.clock.now();
  const today = dayIn(config.timeZone, now);
  const rule: AddressRule = { trust: config.mail.passwordReset.trust, sharedAddresses: 'refuse' };
  const named = await findTypedName(deps.users, slug, types, [profile.config.match.to], typed, now);
  const request = { institution: slug, rule, admission: profile.config, now, today };
  const held = typed.includes('@') ? await findByAddress(deps.addresses, request, typed) : undefined;
  const lookedUp = [...lookedUpSteps(named.keys, named.types, named.holdings, types), ...(held?.steps ?? [])];
  const isAnybody = named.holdings.length > 0 || lookedUp.some((step) => step.type === 'checked');
  const steps: TraceStep[] = isAnybody ? [...lookedUp] : withoutTypedAddress(deps, typed, lookedUp).slice(0, 1);
  const nobody = (outcome: string): Found => ({ type: 'nobody', outcome, steps });

  const sharing = held?.refused?.type === 'ambiguous' ? held.refused.candidates : [];
  const holding = (held?.holders ?? []).map(({ user }) => user);
  const ids = new Set([...named.people, ...holding, ...sharing].map((user) => user.id));
  const [id, ...others] = ids;
  if (others.length > 0) return nobody('VST_AMBIGUOUS');
  if (id === undefined) return nobody(held?.refused === undefined ? 'VST_NOT_KNOWN_HERE' : codeOf(held.refused));
  const user = await deps.users.user(slug, id);
  if (user === undefined) return nobody('VST_NOT_KNOWN_HERE');
  const reason = refusalOf(user, profile.config, today);
  steps.push({ type: 'checked', check: 'sign-in', passed: reason === undefined, ...(reason && { detail: reason }) });
  if (reason !== undefined) return nobody(codeOf({ type: 'refused', user, reason }));
  const hasPassword = user.accountType === 'internal' || (await deps.users.password(slug, id)) !== undefined;
  steps.push({ type: 'checked', check: 'a password that is kept here', passed: hasPassword });
  if (!hasPassword) return nobody('VST_USER_NOT_FOR_PROFILE');
  const address = held?.holders[0]?.address ?? preferredOf(user, rule);
  steps.push({ type: 'checked', check: 'an address that counts', passed: address !== undefined });
  return address === undefined ? nobody('VST_NOT_KNOWN_HERE') : { type: 'found', user, address, steps };
}

/** Of the addresses that count: the preferred one, or the first. */
function preferredOf(user: User, rule: AddressRule): string | undefined {
  const counting = user.emails.filter((email) => isTrusted(user, email, rule) && isMailAddress(email.address));
  return (counting.find(({ preferred }) => preferred) ?? counting[0])?.address;
}

async function post(deps: EmailDeps, { institution, asked }: WantedReset, { id }: User, to: string): Promise<void> {
  const { directory, links } = deps.passwords.reset(institution.config);
  const seconds = resetLinkSeconds.self;
  const token = await makeResetLink(directory, links, { userId: id, by: 'self', seconds });
  const letter = composeLetter(institution.config, asked.language, 'password-reset', {
    link: `${deps.publicUrl}/${institution.slug}/reset?token=${token}`,
    when: askedWhen(asked),
    where: askedWhere(asked),
    minutes: String(seconds / 60),
  });
  await deps.mailer?.send({ ...letter, to, userId: id, endsAt: asked.at + seconds * 1000 });
}

function record(
  deps: EmailDeps,
  { institution, reference }: WantedReset,
  outcome: string,
  steps: readonly TraceStep[],
  user?: User,
): Promise<void> {
  return recordMailDecision(deps, {
    code: reference,
    institution: institution.slug,
    profile: undefined,
    relyingParty: undefined,
    door: 'self',
    action: 'reset-mail',
    outcome,
    steps: [...steps, { type: 'decided', outcome: outcome === 'mailed' ? 'a mail is sent' : 'no mail is sent' }],
    user,
  });
}
