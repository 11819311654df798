// The provider's records, kept in `ephemeral`: names hashed, contents sealed, a code consumed once on whichever node.
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { VestibuleError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';

export interface AdapterDeps {
  readonly institution: string;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  /** What a second use of a code is answered with. */
  readonly alreadyUsed: () => Error;
  /** A client as the configuration has it at this moment. */
  client(id: string): AdapterPayload | undefined;
  /** Called before a code is kept; when it fails, there is no code. */
  codeIssued(payload: AdapterPayload): Promise<void>;
}

/** Records that this door never makes: sessions are ours, and the flows that need the others are off. */
const unused: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};

/**
 * One adapter a model.
 *
 * A grant belongs to one authorization, and every use of a code or token reads it; so taking the grant away revokes all
 * that was ever issued on it, whatever a racing node is about to write.
 *
 * @throws VestibuleError VST_EPHEMERAL_UNAVAILABLE, VST_SEAL_BROKEN
 */
export function adapterFor(model: string, deps: AdapterDeps): Adapter {
  if (model === 'Client') return { ...unused, find: async (id) => deps.client(id) };
  if (model === 'Session') return unused;
  const { ephemeral, sealing } = deps;
  const records = recordsOf(model, deps);
  return {
    ...unused,
    async upsert(id, payload, ttlSeconds) {
      if (ttlSeconds === undefined) throw new VestibuleError('VST_INTERNAL', `A ${model} record has no end`);
      if (model === 'AuthorizationCode') await deps.codeIssued(payload);
      await ephemeral.put(records.space, records.key(id), records.seal(payload), ttlSeconds);
    },
    async find(id) {
      const stored = await ephemeral.get(records.space, records.key(id));
      return stored === undefined ? undefined : records.open(stored);
    },
    async consume(id) {
      const stored = await ephemeral.get(records.space, records.key(id));
      if (stored === undefined) throw deps.alreadyUsed();
      const payload = records.open(stored);
      const now = Math.floor(deps.clock.now() / 1000);
      const left = Math.max(1, (payload.exp ?? now) - now);
      const used = records.seal({ ...payload, consumed: now });
      const isFirst =
        payload.consumed === undefined && (await ephemeral.swap(records.space, records.key(id), stored, used, left));
      if (isFirst) return;
      if (payload.grantId !== undefined) await revoke(payload.grantId);
      throw deps.alreadyUsed();
    },
    async destroy(id) {
      await ephemeral.delete(records.space, records.key(id));
    },
    revokeByGrantId: revoke,
  };

  async function revoke(grantId: string): Promise<void> {
    const grants = recordsOf('Grant', { ...deps, sealing });
    await ephemeral.delete(grants.space, grants.key(grantId));
  }
}

function recordsOf(model: string, { institution, sealing }: AdapterDeps) {
  const purpose = `oidc-${model}`;
  return {
    space: purpose,
    key: (id: string) => sealing.hash(purpose, `${institution}\n${id}`),
    seal: (payload: AdapterPayload) => sealing.seal(purpose, JSON.stringify(payload)),
    open: (sealed: string) => JSON.parse(sealing.open(purpose, sealed)) as AdapterPayload,
  };
}
