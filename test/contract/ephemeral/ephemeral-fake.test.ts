import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';
import { ephemeralContract } from './ephemeral.contract.ts';

ephemeralContract('the fake that tests use', async () => {
  const clock = fakeClock();
  const fake = fakeEphemeral(clock);
  return { one: fake, other: fake, pass: async (ms) => clock.advance(ms), close: () => fake.close() };
});
