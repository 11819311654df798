import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'issuer',
  message: ({ library }) => ({ url: `${library.sso}?sp=https://evil.example/sp` }),
};
