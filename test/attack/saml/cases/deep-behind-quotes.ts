import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Depth hidden behind attribute values that look like ends of tags. */
export const hostile: HostileCase = {
  check: 'depth',
  message: (stage) =>
    replaced(signed(stage), '<samlp:Status>', `${'<x a="/>">'.repeat(1000)}${'</x>'.repeat(1000)}<samlp:Status>`),
};
