// Off the request: the letter to an address that somebody gave who registers. An address that a user has already gets another
// letter, and whoever typed it sees nothing of that.
import { fold } from '../../directory/folding.ts';
import type { LoginRequest } from '../../domain/login.ts';
import type { TraceStep, UserRef } from '../../domain/resolution.ts';
import type { User } from '../../domain/user.ts';
import type { Institution, ProfileRuntime } from '../../institutions.ts';
import { isMailAddress } from '../../mail/address.ts';
import { composeLetter } from '../../mail/compose.ts';
import { type Asked, askedWhen, askedWhere } from '../email/asked.ts';
import type { NewChallenge } from '../email/challenges.ts';
import type { EmailDeps } from '../email/deps.ts';
import { recordMailDecision } from '../email/mail-trace.ts';
import type { ProfileRegistration } from './form-values.ts';
import { mayWrite } from './limits.ts';

export interface WantedRegistrationMail {
  readonly institution: Institution;
  readonly profile: ProfileRuntime;
  readonly registration: ProfileRegistration;
  readonly request: LoginRequest;
  readonly challenge: NewChallenge;
  readonly email: string;
  readonly seconds: number;
  readonly reference: string;
  readonly asked: Asked;
}

export async function sendRegistrationMail(deps: EmailDeps, wanted: WantedRegistrationMail): Promise<void> {
  const { institution, registration, email } = wanted;
  const { slug } = institution;
  if (!(await mayWrite(deps, slug, email, registration.limits))) {
    const detail = `at most ${registration.limits.perAddress}`;
    return record(deps, wanted, 'VST_TOO_MANY_REQUESTS', [
      { type: 'checked', check: 'letters to this address in a day', passed: false, detail },
    ]);
  }
  const [known] = await deps.addresses.finding.byEmail(slug, email);
  if (known !== undefined) {
    const user = await deps.addresses.users.user(slug, known.id);
    if (user !== undefined) await writeToKnown(deps, wanted, user);
    const step = { type: 'checked', check: 'address that no user has', passed: false } as const;
    return record(deps, wanted, 'VST_ALREADY_REGISTERED', [step], user);
  }
  if (await sendRegistrationCode(deps, wanted)) return record(deps, wanted, 'mailed', []);
  return record(deps, wanted, 'VST_ATTEMPT_EXPIRED', [{ type: 'checked', check: 'still asked for', passed: false }]);
}

/** First the challenge, then the letter: nobody is sent a code that is not good yet. @returns false when it ended meanwhile */
export async function sendRegistrationCode(
  deps: EmailDeps,
  {
    institution,
    challenge,
    email,
    seconds,
    asked,
  }: Pick<WantedRegistrationMail, 'institution' | 'challenge' | 'email' | 'seconds' | 'asked'>,
): Promise<boolean> {
  if (!(await deps.challenges.mailed(challenge.id, { address: email, userIds: [] }))) return false;
  const letter = composeLetter(institution.config, asked.language, 'registration-code', {
    code: `${challenge.code.slice(0, 3)} ${challenge.code.slice(3)}`,
    when: askedWhen(asked),
    where: askedWhere(asked),
    minutes: String(Math.max(1, Math.floor(seconds / 60))),
  });
  await deps.mailer?.send({ ...letter, to: email, endsAt: asked.at + seconds * 1000 });
  return true;
}

/** To the address as it stands in the record, in the language of the record. */
export async function writeToKnown(
  deps: Pick<EmailDeps, 'mailer' | 'publicUrl'>,
  { institution, email, asked }: Pick<WantedRegistrationMail, 'institution' | 'email' | 'asked'>,
  user: User,
): Promise<void> {
  const key = (address: string) => fold(address, { caseSensitive: false, compatibility: false });
  const stored = user.emails.find(({ address }) => key(address) === key(email))?.address;
  if (stored === undefined || !isMailAddress(stored)) return;
  const said = { ...asked, language: user.preferredLanguage ?? asked.language };
  const letter = composeLetter(institution.config, said.language, 'registration-known', {
    link: `${deps.publicUrl}/${institution.slug}/login`,
    when: askedWhen(said),
    where: askedWhere(said),
  });
  await deps.mailer?.send({ ...letter, to: stored, userId: user.id });
}

function record(
  deps: EmailDeps,
  { institution, profile, request, reference }: WantedRegistrationMail,
  outcome: string,
  steps: readonly TraceStep[],
  user?: UserRef,
): Promise<void> {
  const end =
    outcome === 'mailed' ? 'a code is sent' : user === undefined ? 'no letter is sent' : 'she is told how to sign in';
  return recordMailDecision(deps, {
    code: reference,
    institution: institution.slug,
    profile: profile.config.id,
    relyingParty: request.relyingParty,
    door: request.returnTo.door,
    action: 'registration-mail',
    outcome,
    steps: [...steps, { type: 'decided', outcome: end }],
    user,
  });
}
