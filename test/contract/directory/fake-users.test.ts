// The fake of the port is held to the suite the stores are held to, as far as it needs no look into a database.
import { createFakeUsers } from '../../support/fake-users.ts';
import { fakeClock } from '../../support/fakes.ts';
import type { OpenedStore } from '../store/opened-store.ts';
import { usersContract } from '../store/users.contract.ts';

usersContract('the fake', async () => {
  const clock = fakeClock();
  const opened: Partial<OpenedStore> = {
    store: { users: createFakeUsers(clock) } as unknown as OpenedStore['store'],
    clock,
    rows: async () => [],
    close: async () => {},
  };
  return opened as OpenedStore;
});
