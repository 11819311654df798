// The CAS door of a whole Vestibule, a session, and tickets of it made beforehand: what is measured is their validation.
import { issueTicket } from '../../src/relying-parties/cas/tickets.ts';
import { openBrowser } from '../support/browse.ts';
import { ada, casLibrary, service, ticketFor, validated } from '../support/cas-application.ts';
import { startVestibule } from '../support/vestibule.ts';
import type { Serve } from './served.ts';

export const serve: Serve = async () => {
  const vestibule = await startVestibule({ institutions: () => [casLibrary({ ticketSeconds: 300 })] });
  await vestibule.seed('demo', [ada]);
  const browser = openBrowser();
  await validated(vestibule, '/p3/serviceValidate', { service, ticket: await ticketFor(vestibule, browser) });
  const cookie = browser.cookies(vestibule.url).get('vst-demo-session') ?? '';
  const sessionId = vestibule.parts.sealing.hash('session', cookie);
  const made = { relyingParty: 'catalogue', service, sessionId, isFromNewLogin: false, proxies: [] };
  return {
    url: () => vestibule.url,
    tickets: async (asked: unknown) => {
      const count = Number(asked);
      return Promise.all(Array.from({ length: count }, () => issueTicket(vestibule.parts, 'demo', 'ST', made, 300)));
    },
    close: () => vestibule.close(),
  };
};
