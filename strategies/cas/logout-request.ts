// Single logout: the CAS server posts a SAML LogoutRequest to the service whose ticket's session is over. Nobody signs
// it; what proves it is the ticket, which only the server, the browser and we have seen. CAS 3.0 section 2.3.3.
import type { UpstreamLogout } from '../../src/domain/strategy.ts';
import { isServiceTicket } from './ticket.ts';
import { children, isNamed, plainText, readXml } from './xml.ts';

const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
const bounds = { size: 16 * 1024, depth: 6, elements: 40 } as const;

/** @returns undefined for a form that is no logout request; one that cannot be read ends nothing, and is told so to nobody */
export function readLogoutRequest(form: unknown): UpstreamLogout | undefined {
  if (typeof form !== 'object' || form === null || !Object.hasOwn(form, 'logoutRequest')) return undefined;
  const { logoutRequest } = form as { readonly logoutRequest: unknown };
  const ticket = typeof logoutRequest === 'string' ? ticketOf(logoutRequest) : undefined;
  return { upstreamSessions: ticket === undefined ? [] : [ticket] };
}

function ticketOf(text: string): string | undefined {
  const root = readXml(text.trimStart(), bounds);
  if (typeof root === 'string' || !isNamed(root, protocol, 'LogoutRequest')) return undefined;
  const [index, ...others] = children(root).filter(({ localName }) => localName === 'SessionIndex');
  if (index === undefined || others.length > 0 || !isNamed(index, protocol, 'SessionIndex')) return undefined;
  const ticket = plainText(index);
  return ticket !== undefined && isServiceTicket(ticket) ? ticket : undefined;
}
