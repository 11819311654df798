import type { HostileCase } from '../hostile-case.ts';

/** A page for people in the place of an answer. */
export const hostile: HostileCase = {
  answer: '<!doctype html><html><body>Welcome, alice</body></html>',
  because: /document type/,
};
