// The cookies of this door: of interactions only, since it has no session of its own.
import type { Response } from 'express';
import type { Configuration } from 'oidc-provider';
import type { OidcDoorDeps } from './deps.ts';

/** Their paths end in the interaction's id, so that tabs do not overwrite each other. */
export function cookieConfiguration(slug: string, { publicUrl, sealing }: OidcDoorDeps): Configuration {
  const secure = new URL(publicUrl).protocol === 'https:';
  const options = { httpOnly: true, sameSite: 'lax', signed: true, secure } as const;
  return {
    cookies: {
      names: cookieNames(slug, publicUrl),
      long: options,
      short: options,
      keys: [sealing.hash('oidc-cookies', slug)],
    },
  };
}

/** `__Host-` would ask for the path `/`, which these cookies must not have. A purpose has no hyphen. */
export function cookieNames(slug: string, publicUrl: string) {
  const prefix = new URL(publicUrl).protocol === 'https:' ? '__Secure-' : '';
  const name = (purpose: string) => `${prefix}vst-${slug}-${purpose}`;
  return { session: name('oidcsession'), interaction: name('oidcinteraction'), resume: name('oidcresume') };
}

/** Drops the cookie of an interaction that was answered; that of the way back the provider drops itself. */
export function forgetInteraction(res: Response, slug: string, publicUrl: string, uid: string): void {
  const { interaction } = cookieNames(slug, publicUrl);
  const secure = new URL(publicUrl).protocol === 'https:';
  for (const name of [interaction, `${interaction}.sig`]) {
    res.clearCookie(name, { path: `/${slug}/oidc/interaction/${uid}`, httpOnly: true, sameSite: 'lax', secure });
  }
}
