// A page of users, as text or as JSON.
import type { UserGlance } from '../directory/user-glance.ts';
import type { Page } from '../domain/ports/finding.ts';
import { displayName, type PersonName } from '../domain/user.ts';
import { textTable } from './text-table.ts';

/** Ends with a line end. @param nobody what is said when the page is empty */
export function printPage(page: Page<UserGlance>, form: { readonly isJson: boolean; readonly nobody: string }): string {
  if (form.isJson) return `${JSON.stringify({ users: page.items, next: page.next }, undefined, 2)}\n`;
  const shown = page.items.length === 0 ? `${form.nobody}\n` : textTable(rowsOf(page.items));
  return page.next === undefined ? shown : `${shown}\nThere are more: add --after ${page.next}\n`;
}

function rowsOf(users: readonly UserGlance[]): readonly (readonly string[])[] {
  // Whoever may see the record sees its kind with every user; a desk with none.
  const isWide = users.some(({ recordType }) => recordType !== undefined);
  const head = ['PRIMARY IDENTIFIER', 'NAME', 'GROUP', 'EXPIRES', ...(isWide ? ['RECORD', 'STATUS'] : []), 'BLOCKS'];
  return [head, ...users.map((user) => rowOf(user, isWide))];
}

function rowOf(user: UserGlance, isWide: boolean): readonly string[] {
  const { primaryIdentifier, name, userGroup = '-', expiryDate = '-', blocks } = user;
  const { recordType = '', accountType = '', status = '', signInLock } = user;
  const wide = [`${recordType}, ${accountType}`, signInLock === undefined ? status : `${status}, sign-in locked`];
  const active = blocks.filter((block) => block.status === 'active').length;
  const ends = [userGroup, expiryDate, ...(isWide ? wide : []), active === 0 ? '-' : String(active)];
  return [primaryIdentifier, listedName(name), ...ends];
}

/** As lists are sorted, and how she is addressed where that differs. */
function listedName(name: PersonName): string {
  const { first = '', middle = '', last } = name;
  const given = `${first} ${middle}`.trim();
  const official = given === '' ? last : `${last}, ${given}`;
  const addressed = displayName(name);
  return addressed === `${given} ${last}`.trim() ? official : `${official} (${addressed})`;
}
