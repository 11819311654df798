import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import express from 'express';
import supertest from 'supertest';
import { assetPath, serveAssets } from '../../../src/web/assets.ts';

const app = express().use(serveAssets);

describe('the assets', () => {
  test('are kept for ever under a name with their hash', async () => {
    assert.match(assetPath('vestibule.css'), /^\/assets\/vestibule\.[\w-]{12}\.css$/);
    const { headers, status } = await supertest(app).get(assetPath('vestibule.css'));
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(headers['content-type'], 'text/css; charset=utf-8');
  });

  test('have the types a browser takes without guessing', async () => {
    const script = await supertest(app).get(assetPath('relay.js'));
    assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
    const mark = await supertest(app).get(assetPath('mark.svg'));
    assert.equal(mark.headers['content-type'], 'image/svg+xml');
    assert.equal(mark.headers['x-content-type-options'], 'nosniff');
  });

  test("answer another version's name with this version's file, not kept", async () => {
    const { headers, status } = await supertest(app).get('/assets/vestibule.AAAAAAAAAAAA.css');
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-cache');
  });

  test('leave everything else to others', async () => {
    for (const path of ['/assets/', '/assets/../package.json', '/assets/other.css', '/assets/constructor', '/demo']) {
      assert.equal((await supertest(app).get(path)).status, 404, path);
    }
    assert.equal((await supertest(app).post(assetPath('relay.js'))).status, 404);
  });
});
