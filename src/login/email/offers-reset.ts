import type { Institution } from '../../institutions.ts';

/** Whether people may ask for a link to set a new password here. */
export function offersReset({ config, profiles }: Institution, hasMail: boolean): boolean {
  const hasPassword = [...profiles.values()].some(({ config: { kind } }) => kind === 'password');
  return hasMail && hasPassword && config.mail.passwordReset.enabled;
}
