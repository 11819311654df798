import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rememberPassword } from '../../../src/directory/passwords/remember-password.ts';
import { openTestDirectory } from '../../support/directory.ts';

const slug = 'demo';
const external = { accountType: 'external', owningSystem: 'SIS' } as const;

async function open(t: { after(close: () => Promise<void>): void }) {
  const opened = await openTestDirectory();
  t.after(() => opened.close());
  const remember = (userId: string, password: string) =>
    rememberPassword(opened.directory, { userId, password, profile: 'alma' });
  return { ...opened, remember };
}

describe('a password that another system took', () => {
  test('becomes the password of an external user, whatever the policy, and ends no session', async (t) => {
    const { directory, seed, remember } = await open(t);
    const user = await seed({ ...external, primaryIdentifier: 'ines' });
    assert.equal(await remember(user.id, '1234'), true);
    const record = await directory.changes.record(slug, user.id);
    assert.equal((await directory.hasher.verify('1234', record?.password?.hash ?? '')).type, 'right');
    assert.equal(record?.password?.mustChange, false);
    assert.equal(record?.user.sessionEpoch, user.sessionEpoch);
  });

  test('is written once, and again when it is another', async (t) => {
    const { directory, seed, remember } = await open(t);
    const user = await seed({ ...external, primaryIdentifier: 'ines' });
    assert.deepEqual([await remember(user.id, 'one'), await remember(user.id, 'one')], [true, false]);
    assert.equal(await remember(user.id, 'two'), true);
    const { hash = '' } = (await directory.changes.record(slug, user.id))?.password ?? {};
    assert.equal((await directory.hasher.verify('two', hash)).type, 'right');
  });

  test('is never that of an internal user, a contact or somebody who is not there', async (t) => {
    const { directory, seed, remember } = await open(t);
    const internal = await seed({ primaryIdentifier: 'ina', passwordHash: 'fake$own' });
    const contact = await seed({ ...external, primaryIdentifier: 'con', recordType: 'contact' });
    for (const { id } of [internal, contact]) assert.equal(await remember(id, 'pw'), false);
    assert.equal(await remember('019cac7e-0000-7000-8000-000000000000', 'pw'), false);
    assert.equal((await directory.changes.record(slug, internal.id))?.password?.hash, 'fake$own');
  });

  test('gives way to one that somebody set meanwhile', async (t) => {
    const { directory, seed } = await open(t);
    const user = await seed({ ...external, primaryIdentifier: 'ines' });
    const racing = {
      ...directory,
      hasher: {
        ...directory.hasher,
        hash: async (secret: string) => {
          await rememberPassword(directory, { userId: user.id, password: 'newer', profile: 'alma' });
          return directory.hasher.hash(secret);
        },
      },
    };
    assert.equal(await rememberPassword(racing, { userId: user.id, password: 'older', profile: 'alma' }), false);
    const { hash = '' } = (await directory.changes.record(slug, user.id))?.password ?? {};
    assert.equal((await directory.hasher.verify('newer', hash)).type, 'right');
  });
});
