import { type HostileCase, signed } from '../hostile-case.ts';

/** A sign-in begun at the identity provider, used a second time. */
export const hostile: HostileCase = {
  check: 'replay',
  reason: 'replayed',
  settings: { options: { allowIdpInitiated: true } },
  async message(stage) {
    const xml = signed(stage, { inResponseTo: null, confirmedInResponseTo: null });
    await stage.bench.answer(xml);
    return xml;
  },
};
