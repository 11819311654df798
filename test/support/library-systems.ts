// Stand-ins for library systems, on loopback, that behave as documented, or as a test says.
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { checksum } from '../../strategies/sip2/message.ts';

export interface RestCall {
  readonly method: string;
  /** As it was sent: the path with its query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type RestScript = (call: RestCall) => RestAnswer | 'silence' | 'reset';

export interface RestStandIn {
  readonly url: string;
  readonly calls: readonly RestCall[];
  behave(script: RestScript): void;
  close(): Promise<void>;
}

export async function startRest(first: RestScript): Promise<RestStandIn> {
  const calls: RestCall[] = [];
  let script = first;
  const server = createHttp((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const call = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body };
      calls.push(call);
      say(res, script(call));
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    behave: (next) => {
      script = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function say(res: ServerResponse, answer: ReturnType<RestScript>): void {
  if (answer === 'silence') return;
  if (answer === 'reset') return void res.socket?.destroy();
  const { status, body, headers = {} } = answer;
  const isText = typeof body === 'string';
  res.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
  res.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
}

function listen(server: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  return promise;
}

/** A person as a system knows her. */
export interface Patron {
  readonly name: string;
  readonly barcode: string;
  readonly password: string;
}

const almaError = (errorCode: string): RestAnswer => ({
  status: 400,
  body: {
    errorsExist: true,
    errorList: { error: [{ errorCode, errorMessage: 'x', trackingId: 'E01' }] },
    result: null,
  },
});

/** Alma's users API: `op=auth` and reading a user, with the API key `key`. */
export function almaScript(patrons: readonly Patron[], more: Readonly<Record<string, unknown>> = {}): RestScript {
  return ({ method, url, headers }) => {
    if (headers.authorization !== 'apikey key') return almaError('UNAUTHORIZED');
    const { pathname, searchParams } = new URL(url, 'http://alma');
    const id = decodeURIComponent(pathname.replace('/almaws/v1/users/', ''));
    const patron = patrons.find(({ name, barcode }) => [name, barcode].includes(id));
    if (patron === undefined) return almaError('401861');
    if (method === 'POST') {
      const sent = Buffer.from(String(headers['exl-user-pw']), 'latin1').toString('utf8');
      return searchParams.get('op') === 'auth' && sent === patron.password ? { status: 204 } : almaError('401866');
    }
    return { status: 200, body: { ...almaUser(patron), ...more } };
  };
}

export function almaUser({ name, barcode }: Patron): Readonly<Record<string, unknown>> {
  const identifier = (type: string, value: string, status = 'ACTIVE') => ({ id_type: { value: type }, value, status });
  return {
    primary_id: name,
    full_name: `Person ${name}`,
    user_group: { value: 'UG', desc: 'Undergraduate' },
    expiry_date: '2028-09-30Z',
    status: { value: 'ACTIVE' },
    contact_info: {
      email: [
        { email_address: 'second@home.example', preferred: false },
        { email_address: `${name}@uni.example`, preferred: true },
      ],
    },
    user_identifier: [
      identifier('BARCODE', barcode),
      identifier('OLD', 'gone', 'INACTIVE'),
      identifier('INST_ID', 'S-1'),
    ],
  };
}

/** Koha's password validation for the API account `api:secret`, and the record of a patron. */
export function kohaScript(patrons: readonly Patron[]): RestScript {
  return ({ url, headers, body }) => {
    const basic = `Basic ${Buffer.from('api:secret').toString('base64')}`;
    if (url.endsWith('/oauth/token')) {
      return { status: 200, body: { access_token: 'token-1', token_type: 'Bearer', expires_in: 3600 } };
    }
    if (headers.authorization !== basic && headers.authorization !== 'Bearer token-1') {
      return { status: 401, body: { error: 'Authentication failure.' } };
    }
    if (url.includes('/patrons/')) {
      const record = { patron_id: 51, email: 'ines@uni.example', category_id: 'ST', expiry_date: '2028-09-30' };
      return { status: 200, body: record };
    }
    const { identifier, password } = JSON.parse(body) as { identifier: string; password: string };
    const patron = patrons.find(({ name, barcode }) => [name, barcode].includes(identifier));
    if (patron?.password !== password) return { status: 400, body: { error: 'Validation failed' } };
    return { status: 201, body: { cardnumber: patron.barcode, patron_id: 51, userid: patron.name } };
  };
}

/** PAIA auth below `/auth`, PAIA core below `/core`. */
export function paiaScript(patrons: readonly Patron[]): RestScript {
  return ({ url, headers, body }) => {
    if (url.startsWith('/core/')) {
      if (headers.authorization !== 'Bearer T0ken') return { status: 401, body: { error: 'invalid_grant' } };
      const record = { name: 'Ines', email: 'ines@uni.example', expires: '2028-09-30', status: 0, type: ['x:student'] };
      return { status: 200, body: record };
    }
    const sent = JSON.parse(body) as Readonly<Record<string, string>>;
    if (url.endsWith('/logout')) return { status: 200, body: { patron: sent['patron'] } };
    const patron = patrons.find(({ name, barcode }) => [name, barcode].includes(sent['username'] ?? ''));
    if (patron === undefined || patron.password !== sent['password'] || sent['grant_type'] !== 'password') {
      return { status: 403, body: { code: 403, error: 'access_denied' } };
    }
    return {
      status: 200,
      body: { access_token: 'T0ken', token_type: 'Bearer', patron: patron.barcode, expires_in: 3600 },
    };
  };
}

/** What the SIP2 server heard, split: its fields by their codes. */
export interface SipQuestion {
  readonly code: string;
  readonly line: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly sequence: string;
}

/** A body, to which what its question had is added; bytes, sent as they are; or `silence`, or `reset`. */
export type SipScript = (question: SipQuestion) => string | Buffer;

export interface SipStandIn {
  readonly port: number;
  readonly questions: readonly SipQuestion[];
  connections(): number;
  behave(script: SipScript): void;
  dropAll(): void;
  close(): Promise<void>;
}

export const sipDate = '20260302   Z090000';

/** An answer 64 with these fields, or 24. */
export const sip64 = (fields: string, flags = ' '.repeat(14)): string =>
  `64${flags}000${sipDate}${'0000'.repeat(6)}${fields}`;
export const sip24 = (fields: string): string => `24${' '.repeat(14)}000${sipDate}${fields}`;

export function sipScript(patrons: readonly Patron[]): SipScript {
  return ({ code, fields }) => {
    if (code === '93') return fields['CN'] === 'terminal' && fields['CO'] === 'secret' ? '941' : '940';
    const [name, password] = [fields['AA'] ?? '', fields['AD']];
    const patron = patrons.find((one) => one.barcode === name || one.name === name);
    const [known, right] = [patron !== undefined, patron !== undefined && patron.password === password];
    const said = `AO|AA${name}|AEPerson ${name}|BL${known ? 'Y' : 'N'}|CQ${right ? 'Y' : 'N'}|BE${name}@uni.example|PA20280930|`;
    return code === '23' ? sip24(said) : sip64(said);
  };
}

/** The bytes of an answer to a question that had a sequence number. */
export function sipFrame(body: string, sequence: string, charset: BufferEncoding = 'utf8'): Buffer {
  const counted = Buffer.from(sequence === '' ? body : `${body}AY${sequence}AZ`, charset);
  return Buffer.concat([counted, Buffer.from(sequence === '' ? '\r' : `${checksum(counted)}\r\n`)]);
}

export async function startSip(
  first: SipScript,
  tls?: { readonly key: string; readonly certificate: string },
): Promise<SipStandIn> {
  const [questions, sockets] = [[] as SipQuestion[], new Set<Socket>()];
  let [script, accepted] = [first, 0];
  const hear = (socket: Socket): void => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\r').slice(0, -1)) {
        const question = readQuestion(line);
        questions.push(question);
        const answer = script(question);
        if (answer === 'reset') socket.destroy();
        else if (answer !== 'silence') {
          socket.write(typeof answer === 'string' ? sipFrame(answer, question.sequence) : answer);
        }
      }
    });
  };
  const server = tls === undefined ? createTcp(hear) : createTls({ key: tls.key, cert: tls.certificate }, hear);
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    questions,
    connections: () => accepted,
    behave: (next) => {
      script = next;
    },
    dropAll,
    async close() {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readQuestion(line: string): SipQuestion {
  const end = /AY([0-9])AZ[0-9A-F]{4}$/.exec(line);
  const text = line.slice(0, end?.index ?? line.length);
  const code = text.slice(0, 2);
  const fixed = { '93': 2, '63': 31, '23': 21 }[code] ?? 0;
  const fields = text.slice(2 + fixed).split('|');
  const named = fields.filter((field) => field !== '').map((field) => [field.slice(0, 2), field.slice(2)] as const);
  return { code, line, fields: Object.fromEntries(named), sequence: end?.[1] ?? '' };
}
