// A CAS server of our own on loopback that does what a test tells it: right by default, and wrong in one named way.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerXml, failureXml, logoutRequestXml } from './cas-bench.ts';

export interface CasBehaviour {
  /** Who is signed in there, and what the server says of her. */
  user: string;
  attributes: Readonly<Record<string, readonly string[]>>;
  /** The answer to a validation in the place of the right one. */
  answer: ((right: string) => string) | undefined;
  status: number;
  /** Answers no validation at all. */
  silent: boolean;
}

export interface CasStandIn {
  readonly url: string;
  readonly behave: CasBehaviour;
  /** Addresses of validations, in order. */
  readonly asked: readonly URL[];
  /** Does what the browser does: opens the login address and gives the one that it is sent back to. */
  signIn(loginUrl: string): Promise<URL>;
  /** Ends the session of a ticket, and tells the service so. */
  signOut(ticket: string): Promise<Response>;
  close(): Promise<void>;
}

const right = (): CasBehaviour => ({
  user: 'alice',
  attributes: { studentNumber: ['S-1001'] },
  answer: undefined,
  status: 200,
  silent: false,
});

export async function startCasStandIn(): Promise<CasStandIn> {
  const behave = right();
  const services = new Map<string, string>();
  const valid = new Set<string>();
  const asked: URL[] = [];

  const login = (query: URLSearchParams, response: ServerResponse): void => {
    const ticket = `ST-${services.size + 1}-${crypto.randomUUID()}`;
    const service = new URL(query.get('service') ?? '');
    services.set(ticket, service.href);
    valid.add(ticket);
    service.searchParams.set('ticket', ticket);
    response.writeHead(302, { location: service.href }).end();
  };

  const validate = (query: URLSearchParams, response: ServerResponse): void => {
    const ticket = query.get('ticket') ?? '';
    const said = !valid.delete(ticket)
      ? failureXml('INVALID_TICKET')
      : services.get(ticket) === query.get('service')
        ? success(behave)
        : failureXml('INVALID_SERVICE');
    response.writeHead(behave.status, { 'content-type': 'text/xml' }).end(behave.answer?.(said) ?? said);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/cas/login') return login(url.searchParams, response);
    if (url.pathname === '/cas/logout') {
      response.writeHead(302, { location: url.searchParams.get('service') ?? '' }).end();
      return;
    }
    asked.push(url);
    if (!behave.silent) validate(url.searchParams, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cas`,
    behave,
    asked,
    async signIn(loginUrl) {
      const answer = await fetch(loginUrl, { redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? 'about:blank');
    },
    signOut: (ticket) => postLogout(services.get(ticket) ?? '', logoutRequestXml(ticket)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A logout request as a CAS server posts it, without a browser and its headers. */
export function postLogout(service: string, logoutRequest: string): Promise<Response> {
  return fetch(service, { method: 'POST', body: new URLSearchParams({ logoutRequest }), redirect: 'manual' });
}

function success({ user, attributes }: CasBehaviour): string {
  const list = Object.entries(attributes).flatMap(([name, values]) =>
    values.map((value) => `<cas:${name}>${value}</cas:${name}>`),
  );
  return answerXml(
    `<cas:authenticationSuccess><cas:user>${user}</cas:user><cas:attributes>${list.join('')}</cas:attributes></cas:authenticationSuccess>`,
  );
}
