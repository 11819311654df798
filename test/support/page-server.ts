// Serves sample pages and takes their forms, on an address of this machine and a free port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request } from 'express';
import { serveAssets } from '../../src/web/assets.ts';
import { pageHeaders } from '../../src/web/headers.ts';
import { translatorFor } from '../../src/web/messages.ts';
import { sampleFrame, samplePages } from './sample-pages.ts';

export interface Posted {
  readonly path: string;
  readonly headers: Request['headers'];
  readonly body: Readonly<Record<string, string>>;
}

export interface PageServer {
  readonly app: Express;
  readonly origin: string;
  /** Forms received, in order. */
  readonly posted: Posted[];
  /** Origins that `form-action` of the next pages names. */
  formActionOrigins: readonly string[];
  /** Sends a page with the headers of every page. */
  page(path: string, html: () => string): void;
  close(): Promise<void>;
}

const samples = new Map<string, Readonly<Record<string, string>>>();

/** Every sample page of a language, drawn once. */
function samplesIn(language: string): Readonly<Record<string, string>> {
  const drawn = samples.get(language) ?? samplePages(sampleFrame(language), translatorFor(language));
  samples.set(language, drawn);
  return drawn;
}

/** `/page/{language}/{name}` gives a sample page; a POST to any address is kept and answered with a text. */
export async function startPageServer(host: string): Promise<PageServer> {
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  const pages: PageServer = {
    app,
    origin,
    posted: [],
    formActionOrigins: [],
    page: (path, html) => {
      app.get(path, (_req, res) => {
        res.set(pageHeaders({ publicUrl: origin, formActionOrigins: pages.formActionOrigins }));
        res.type('html').send(html());
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  app.get('/favicon.ico', (_req, res) => res.sendStatus(204));
  app.use(serveAssets, express.urlencoded({ extended: false }));
  app.get('/page/:language/:name', (req, res) => {
    const { language, name } = req.params;
    const page = samplesIn(language)[name];
    if (page === undefined) return res.sendStatus(404);
    res.set(pageHeaders({ publicUrl: origin, formActionOrigins: pages.formActionOrigins }));
    return res.type('html').send(page);
  });
  app.post('/{*path}', (req, res, next) => {
    pages.posted.push({ path: req.path, headers: req.headers, body: req.body as Posted['body'] });
    if (req.path.startsWith('/redirect')) return next();
    return res.type('text').send('taken');
  });
  return pages;
}
