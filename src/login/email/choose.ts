// A family shares an address, and the library lets her say who she is: only after she proved that she reads its mail, only
// in the browser that proved it, and only among those whose address it is.
import type { Request, Response } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { LoginAttempt } from '../../domain/login.ts';
import { displayName } from '../../domain/user.ts';
import { renderEmailChoose } from '../../web/pages/email-choose.ts';
import type { Visit } from '../../web/visit.ts';
import { formField } from '../form-fields.ts';
import { attemptHere, type EmailProfile } from './ask.ts';
import type { EmailDeps } from './deps.ts';
import { toCallback } from './to-callback.ts';

const space = 'email-choice';
/** As long as the page may stand open. */
const choiceSeconds = 600;

interface Choice {
  readonly attemptId: string;
  readonly address: string;
  readonly userIds: readonly string[];
  readonly provedAt: number;
}

export async function askWho(
  deps: EmailDeps,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  proved: Omit<Choice, 'attemptId'>,
): Promise<void> {
  const id = deps.random.token();
  const choice: Choice = { ...proved, attemptId: attempt.id };
  await deps.ephemeral.put(space, id, JSON.stringify(choice), choiceSeconds);
  await showForm(deps, visit, attempt, profile, id, choice, false);
}

/** The page again, in another language or after going back. */
export async function showChoice(deps: EmailDeps, visit: Visit, req: Request, profile: EmailProfile): Promise<void> {
  const attempt = await attemptHere(deps, visit, req, profile);
  const id = single(req.query['choice']);
  await showForm(deps, visit, attempt, profile, id, await read(deps, id, attempt), false);
}

export async function submitChoice(deps: EmailDeps, req: Request, res: Response, visit: Visit, profile: EmailProfile) {
  const attempt = await attemptHere(deps, visit, req, profile);
  const id = single(req.query['choice']);
  const { userIds, address, provedAt } = await read(deps, id, attempt);
  const { who } = (req.body ?? {}) as { readonly who?: unknown };
  if (who === undefined) {
    return showForm(deps, visit, attempt, profile, id, await read(deps, id, attempt), true);
  }
  const userId = formField(req, 'who', 64);
  if (!userIds.includes(userId)) throw new VestibuleError('VST_REQUEST_MALFORMED', 'Nobody of that name was offered.');
  if ((await deps.ephemeral.take(space, id)) === undefined) throw over();
  return toCallback(deps, res, visit, attempt, profile, { address, userId, provedAt });
}

async function read({ ephemeral }: EmailDeps, id: string, attempt: LoginAttempt): Promise<Choice> {
  const text = /^[\w-]{20,64}$/.test(id) ? await ephemeral.get(space, id) : undefined;
  const choice = text === undefined ? undefined : (JSON.parse(text) as Choice);
  if (choice === undefined || choice.attemptId !== attempt.id) throw over();
  return choice;
}

async function showForm(
  deps: EmailDeps,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  id: string,
  { address, userIds }: Choice,
  isMissing: boolean,
): Promise<void> {
  const { slug } = visit.institution;
  const found = await Promise.all(userIds.map((userId) => deps.users.summary(slug, userId)));
  const people = found.flatMap((user) =>
    user === undefined
      ? []
      : [{ id: user.id, name: displayName(user.name), primaryIdentifier: user.primaryIdentifier }],
  );
  const query = new URLSearchParams({ attempt: attempt.id, choice: id });
  const action = `/${slug}/login/${profile.config.id}/who?${query.toString()}`;
  visit.send(
    isMissing ? 422 : 200,
    renderEmailChoose(visit.frame(action), { action, address, people, isMissing }, visit.translate),
  );
}

function single(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new VestibuleError('VST_REQUEST_MALFORMED', 'The choice is missing or repeated.');
}

function over(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', 'The choice was made already, or took too long.');
}
