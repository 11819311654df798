// Style, scripts and mark, served from memory under names that carry a hash of the content, so that browsers may keep
// them for ever.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';

const sources = {
  'vestibule.css': 'text/css; charset=utf-8',
  'relay.js': 'text/javascript; charset=utf-8',
  'show-password.js': 'text/javascript; charset=utf-8',
  'mark.svg': 'image/svg+xml',
} as const;

export type AssetName = keyof typeof sources;

interface Asset {
  readonly name: AssetName;
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

function load(name: AssetName, type: string): Asset {
  const body = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12);
  const dot = name.lastIndexOf('.');
  return { name, path: `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`, type, body };
}

const assets = Object.entries(sources).map(([name, type]) => load(name as AssetName, type));
const byName = new Map(assets.map((asset) => [asset.name, asset]));
const byPath = new Map(assets.map((asset) => [asset.path, asset]));

/** The address of an asset, from the root of the public URL. */
export function assetPath(name: AssetName): string {
  return byName.get(name)?.path ?? '';
}

/** Answers `/assets/*`; leaves what it does not have to the next handler. Mount it at the root. */
export const serveAssets: RequestHandler = (request, response, next) => {
  if ((request.method !== 'GET' && request.method !== 'HEAD') || !request.path.startsWith('/assets/')) return next();
  const exact = byPath.get(request.path);
  // Nodes of two versions may serve one page while an upgrade rolls: another version's hash gets this version's file.
  const asset = exact ?? byName.get(withoutHash(request.path) as AssetName);
  if (asset === undefined) return next();
  response.set({
    'Content-Type': asset.type,
    'Cache-Control': exact === undefined ? 'no-cache' : 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  });
  response.send(asset.body);
};

function withoutHash(path: string): string {
  return path.slice('/assets/'.length).replace(/\.[\w-]{12}(?=\.[a-z]+$)/, '');
}
