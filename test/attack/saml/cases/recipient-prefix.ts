import { type HostileCase, signed } from '../hostile-case.ts';

/** A Recipient that only begins like ours. */
export const hostile: HostileCase = {
  check: 'recipient',
  message: (stage) => signed(stage, { recipient: 'https://library.example/demo/login/campus/callback.evil.example' }),
};
