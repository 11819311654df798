// Tickets that two nodes are asked about at the same instant.
import assert from 'node:assert/strict';
import { issueTicket } from '../../src/relying-parties/cas/tickets.ts';
import { openBrowser } from './browse.ts';
import { ada, outcomeOf, service, ticketFor, validated } from './cas-application.ts';
import type { TwoNodes } from './two-nodes.ts';

/** @returns how many of the races had one winner; fails when one had two */
export async function raceTickets(house: TwoNodes, races: number): Promise<number> {
  await house.a.seed('demo', [ada]);
  const browser = openBrowser();
  // A whole sign-in, for a session that the tickets of the races hang on.
  await validated(house, '/p3/serviceValidate', { service, ticket: await ticketFor(house, browser) });
  const cookie = browser.cookies(house.url).get('vst-demo-session') ?? assert.fail('no session');
  const sessionId = house.parts.sealing.hash('session', cookie);
  const made = { relyingParty: 'catalogue', service, sessionId, isFromNewLogin: false, proxies: [] };
  const race = async (): Promise<number> => {
    const ticket = await issueTicket(house.parts, 'demo', 'ST', made, 60);
    const nodes = [house.a, house.b, house.b, house.a];
    const answers = await Promise.all(nodes.map((node) => validated(node, '/serviceValidate', { service, ticket })));
    const outcomes = answers.map(outcomeOf);
    const won = outcomes.filter((outcome) => outcome === 'success').length;
    assert.ok(won <= 1, 'one ticket let two in');
    assert.ok(
      outcomes.every((outcome) => outcome === 'success' || outcome === 'INVALID_TICKET'),
      outcomes.join(),
    );
    return won;
  };
  let winners = 0;
  for (let done = 0; done < races; done += 10) {
    const ended = await Promise.all(Array.from({ length: Math.min(10, races - done) }, race));
    winners += ended.reduce((sum, won) => sum + won, 0);
  }
  return winners;
}
