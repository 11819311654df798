/** Whether an address may stand in a link or a form of ours: a scheme such as `javascript:` never does. */
export function isWebUrl(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** A `mailto:` address; the subject names the reference code, so that nobody has to copy it. */
export function mailAddress(email: string, subject: string | undefined): string {
  const to = `mailto:${encodeURIComponent(email).replace('%40', '@')}`;
  return subject === undefined ? to : `${to}?subject=${encodeURIComponent(subject)}`;
}
