// The logo of an upstream, from our own site: the person's browser asks nobody else, and nobody learns where she looks.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { limitLogos } from './floods.ts';

const daySeconds = 86_400;

export async function sendLogo(
  deps: LoginDeps,
  visit: Visit,
  req: Request,
  res: Response,
  profile: ProfileRuntime,
): Promise<void> {
  const upstream = req.query['idp'];
  if (typeof upstream !== 'string') throw new VestibuleError('VST_REQUEST_MALFORMED', 'A parameter is missing.');
  await limitLogos(deps, visit);
  const logo = await profile.built.logo?.(upstream);
  res.set({
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': `public, max-age=${logo === undefined ? 600 : daySeconds}`,
  });
  // What is drawn beside the name has no page of its own when it is missing.
  if (logo === undefined) res.status(404).end();
  else res.type(logo.type).send(Buffer.from(logo.bytes));
}
