// An https address in front of http servers of this machine, as a proxy would be: requests go on by the beginning of their
// path. Its certificate is trusted in this process, and by whoever is given the file. Ends with `stop`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { testKeyPair } from './saml-certificate.ts';

export interface HttpsFront {
  /** Without path or trailing slash. */
  readonly url: string;
  readonly port: number;
  /** A PEM file with the certificate. */
  readonly certificateFile: string;
  /** Sends what begins with `path` to `target`, an origin. */
  route(path: string, target: string): void;
  stop(): Promise<void>;
}

export async function startHttpsFront(): Promise<HttpsFront> {
  const { key, certificate } = testKeyPair('localhost');
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-front-'));
  const certificateFile = join(directory, 'front.pem');
  writeFileSync(certificateFile, certificate);
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate]);
  const routes: { readonly path: string; readonly target: string }[] = [];
  const server = createServer({ key, cert: certificate }, (req, res) => {
    const target = routes.find(({ path }) => req.url?.startsWith(path))?.target;
    if (target === undefined) return void res.writeHead(404).end();
    const { hostname, port } = new URL(target);
    const headers = { ...req.headers, connection: 'close', 'x-forwarded-proto': 'https' };
    const onward = request({ host: hostname, port, method: req.method, path: req.url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    port,
    certificateFile,
    route: (path, target) => void routes.unshift({ path, target }),
    async stop() {
      setDefaultCACertificates(before);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
