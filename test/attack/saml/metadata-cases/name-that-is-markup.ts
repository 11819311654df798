import assert from 'node:assert/strict';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) =>
    signed({
      extensions:
        '<mdui:UIInfo><mdui:DisplayName xml:lang="en">Uni&#x202E;&#10;&lt;script&gt;' +
        `${'x'.repeat(500)}</mdui:DisplayName><mdui:DisplayName xml:lang="__proto__">y</mdui:DisplayName></mdui:UIInfo>`,
    }),
  async without({ idp, bench, begin }) {
    await begin();
    const end = await bench.tryBegin('attempt');
    const name = end.type === 'choose' ? end.choices.find(({ id }) => id === idp.entityId)?.names : undefined;
    assert.deepEqual(Object.keys(name ?? {}), ['en']);
    assert.match(name?.['en'] ?? '', /^Uni <script>x{1,120}$/);
  },
};
