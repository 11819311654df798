import { type HostileCase, signed } from '../hostile-case.ts';

/** A NameID with an element in it. */
export const hostile: HostileCase = {
  check: 'name-id',
  message: (stage) => signed(stage, { nameId: 'alice<x xmlns="urn:x">@evil</x>' }),
};
