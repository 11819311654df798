/** Enough of a value for her who knows it to tell it from another of hers, and too little for anybody who reads it there. */
export function masked(value: string): string {
  const characters = Array.from(value);
  const shown = characters.length >= 8 ? 4 : characters.length >= 4 ? 2 : 0;
  return `${'•'.repeat(4)}${characters.slice(characters.length - shown).join('')}`;
}

/** Of an address the first letter, and the domain. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? masked(address) : `${Array.from(address)[0] ?? ''}•••${address.slice(at)}`;
}
