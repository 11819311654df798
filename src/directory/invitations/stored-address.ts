import type { Email, User } from '../../domain/user.ts';

export type AddressTrust = 'proved' | 'external' | 'all';

/** Where a letter to her goes: her preferred address, or else the first, of those that count. Never one that was typed. */
export function storedAddress(
  { emails }: Pick<User, 'emails'>,
  trust: AddressTrust,
  canWriteTo: (address: string) => boolean,
): string | undefined {
  const counting = emails.filter((email) => counts(email, trust) && canWriteTo(email.address));
  return (counting.find(({ preferred }) => preferred) ?? counting[0])?.address;
}

function counts({ provedAt, segment }: Email, trust: AddressTrust): boolean {
  return trust === 'all' || provedAt !== undefined || (trust === 'external' && segment === 'external');
}
