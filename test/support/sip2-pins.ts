import type { RunningVestibule } from './vestibule.ts';

/** A PIN as it is stored: hashed as a password is. */
export function hashPin({ parts }: RunningVestibule, pin: string): Promise<string> {
  return parts.hasher.hash(pin);
}
