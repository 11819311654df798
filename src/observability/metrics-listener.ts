// Where figures are read: a listener of its own, so that the address people use never shows them. Only from the networks
// that are named and with the token that is set; whoever has neither learns nothing.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

export interface MetricsListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Addresses or ranges that may ask; everybody who reaches the listener where none is named. */
  readonly networks: readonly string[];
  readonly token: string | undefined;
  /** The text of all figures. */
  collect(): Promise<string>;
}

export interface MetricsListener {
  readonly port: number;
  close(): Promise<void>;
}

const limits = {
  maxHeaderSize: 8192,
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
} as const;

/** Rejects when the address cannot be listened on. */
export async function startMetricsListener(options: MetricsListenerOptions): Promise<MetricsListener> {
  const isPermitted = permission(options);
  const server = createServer(limits, (req, res) => {
    const end = (status: number, body: string) => {
      res.writeHead(status, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'cache-control': 'no-store',
      });
      res.end(body);
    };
    if (!isPermitted(req)) return end(403, 'not permitted\n');
    if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') return end(404, 'only GET /metrics\n');
    options.collect().then(
      (text) => end(200, text),
      () => end(503, 'no figures now\n'),
    );
  });
  server.maxConnections = 32;
  await listening(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: MetricsListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function permission({ networks, token }: MetricsListenerOptions): (req: IncomingMessage) => boolean {
  const isNear = networks.length === 0 ? () => true : listed(networks);
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`);
  return ({ socket, headers }) => {
    const hasToken = expected === undefined || timingSafeEqual(digest(headers.authorization ?? ''), expected);
    return hasToken && isNear(socket.remoteAddress ?? '');
  };
}

/** Of equal length whatever was sent, so that the comparison tells nothing. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The address of the connection itself: a header of a proxy counts for nothing here. */
function listed(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of networks) {
    const [network = '', bits] = text.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  };
}
