import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Elements ten thousand deep. */
export const hostile: HostileCase = {
  check: 'depth',
  message: (stage) =>
    replaced(signed(stage), '<samlp:Status>', `${'<x>'.repeat(10_000)}${'</x>'.repeat(10_000)}<samlp:Status>`),
};
