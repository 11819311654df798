// Off the request: whose the typed address is, and the one mail, to the address as it stands in her record.
import type { LoginProfile } from '../../../config/schema.ts';
import { dayIn } from '../../domain/day.ts';
import type { LoginAttempt } from '../../domain/login.ts';
import type { Institution } from '../../institutions.ts';
import { isMailAddress } from '../../mail/address.ts';
import { composeLetter } from '../../mail/compose.ts';
import { findByAddress } from '../../resolution/email.ts';
import { codeOf } from '../../resolution/outcome-code.ts';
import { inviteToRegister } from '../registration/by-mail.ts';
import { type Asked, askedWhen, askedWhere } from './asked.ts';
import type { NewChallenge } from './challenges.ts';
import type { EmailDeps } from './deps.ts';
import { addressKey, mayMail } from './limits.ts';
import { recordMailDecision, withoutTypedAddress } from './mail-trace.ts';

export interface WantedMail {
  readonly institution: Institution;
  readonly options: Extract<LoginProfile, { kind: 'email-link' }>;
  readonly attempt: LoginAttempt;
  readonly challenge: NewChallenge;
  readonly typed: string;
  readonly asked: Asked;
  readonly seconds: number;
  /** Code of the trace, as the page shows it. */
  readonly reference: string;
}

export async function sendSignInMail(deps: EmailDeps, wanted: WantedMail): Promise<void> {
  const { institution, options, typed } = wanted;
  const { slug, config } = institution;
  if (!(await mayMail(deps, slug, addressKey(typed), options.limits))) {
    return record(deps, wanted, 'VST_TOO_MANY_REQUESTS', [
      {
        type: 'checked',
        check: 'mails to this address in an hour',
        passed: false,
        detail: `at most ${options.limits.perAddress}`,
      },
    ]);
  }
  const now = deps.clock.now();
  const request = { institution: slug, rule: options, admission: options, now, today: dayIn(config.timeZone, now) };
  const found = await findByAddress(deps.addresses, request, typed);
  const steps = withoutTypedAddress(deps, typed, found.steps);
  const [first] = found.holders;
  if (first === undefined && found.refused?.type === 'unmatched' && (await inviteToRegister(deps, wanted))) {
    return record(deps, wanted, 'mailed', [
      ...steps,
      { type: 'record', act: 'register', outcome: 'would', detail: 'whoever reads the mail may register' },
    ]);
  }
  if (first === undefined)
    return record(deps, wanted, codeOf(found.refused ?? { type: 'unmatched', tried: [] }), steps);
  if (!isMailAddress(first.address)) {
    return record(deps, wanted, 'VST_NOT_KNOWN_HERE', [
      ...steps,
      { type: 'checked', check: 'form of the stored address', passed: false },
    ]);
  }
  const userIds = found.holders.map(({ user }) => user.id);
  // First the challenge, then the mail: nobody is sent a code that is not good yet.
  if (!(await deps.challenges.mailed(wanted.challenge.id, { address: first.address, userIds }))) {
    return record(deps, wanted, 'VST_ATTEMPT_EXPIRED', [
      ...steps,
      { type: 'checked', check: 'still asked for', passed: false },
    ]);
  }
  const user = found.holders.length === 1 ? first.user : undefined;
  await post(deps, wanted, first.address, user?.id);
  return record(deps, wanted, 'mailed', steps, user);
}

async function post(
  deps: EmailDeps,
  { institution, options, challenge, asked, seconds }: WantedMail,
  to: string,
  userId: string | undefined,
): Promise<void> {
  const base = `${deps.publicUrl}/${institution.slug}/login/${options.id}`;
  const letter = composeLetter(institution.config, asked.language, 'sign-in', {
    link: `${base}/link?t=${challenge.token}`,
    code: `${challenge.code.slice(0, 3)} ${challenge.code.slice(3)}`,
    when: askedWhen(asked),
    where: askedWhere(asked),
    minutes: String(Math.floor(seconds / 60)),
  });
  await deps.mailer?.send({ ...letter, to, userId, endsAt: asked.at + seconds * 1000 });
}

function record(
  deps: EmailDeps,
  { institution, options, attempt, reference }: WantedMail,
  outcome: string,
  steps: Parameters<typeof recordMailDecision>[1]['steps'],
  user?: Parameters<typeof recordMailDecision>[1]['user'],
): Promise<void> {
  return recordMailDecision(deps, {
    code: reference,
    institution: institution.slug,
    profile: options.id,
    relyingParty: attempt.request.relyingParty,
    door: attempt.request.returnTo.door,
    action: 'sign-in-mail',
    outcome,
    steps: [...steps, { type: 'decided', outcome: outcome === 'mailed' ? 'a mail is sent' : 'no mail is sent' }],
    user,
  });
}
