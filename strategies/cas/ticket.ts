/** Of CAS 3.0 sections 3.1.1 and 3.7: `ST-`, then letters, digits and hyphens; servers add their host name with dots. */
const serviceTicket = /^ST-[A-Za-z0-9._-]{1,253}$/;

export function isServiceTicket(text: string): boolean {
  return serviceTicket.test(text);
}

/** Of an application that stands between the person and us: a proxy ticket proves that it acts for her, not that she is here. */
export function isProxyTicket(text: string): boolean {
  return text.startsWith('PT-');
}
