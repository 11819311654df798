import { fold } from '../directory/folding.ts';

const folding = { caseSensitive: false, compatibility: false } as const;

/** What an address is indexed by, and looked up under. */
export const emailKey = (address: string): string => fold(address, folding);
