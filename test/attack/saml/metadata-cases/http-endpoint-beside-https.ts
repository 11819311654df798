import assert from 'node:assert/strict';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) =>
    signed({
      locations: [
        ['Redirect', 'http://idp.example/sso'],
        ['Redirect', 'https://idp.example/sso'],
      ],
    }),
  async without({ idp, bench }) {
    const end = await bench.tryBegin('attempt', { query: { idp: idp.entityId } });
    assert.match(end.type === 'redirect' ? end.url : '', /^https:\/\/idp\.example\/sso\?/);
  },
};
