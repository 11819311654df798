// In which order rows are taken whose new value is the old one of another row: that other first, and rows that wait for
// each other in a circle together.
import { placeOf } from '../identifier-rules.ts';
import type { RelinkRow } from './relink-page.ts';

/** @returns groups, each to be taken at once; of a row and the row it waits for, the latter comes before or beside it */
export function relinkOrder(rows: readonly RelinkRow[]): readonly (readonly RelinkRow[])[] {
  const byOld = new Map(rows.map((row) => [placeOf(row.oldKey), row]));
  const done = new Set<RelinkRow>();
  const groups: (readonly RelinkRow[])[] = [];
  for (const start of rows) {
    const path: RelinkRow[] = [];
    const onPath = new Set<RelinkRow>();
    let row: RelinkRow | undefined = start;
    while (row !== undefined && !done.has(row) && !onPath.has(row)) {
      path.push(row);
      onPath.add(row);
      row = byOld.get(placeOf(row.newKey));
    }
    const circle = row !== undefined && onPath.has(row) ? path.splice(path.indexOf(row)) : [];
    if (circle.length > 0) groups.push(circle);
    groups.push(...path.toReversed().map((one) => [one]));
    for (const one of onPath) done.add(one);
  }
  return groups;
}

/** Groups put together to pages of at most so many rows; a group alone may be longer. */
export function pagesOfGroups(
  groups: readonly (readonly RelinkRow[])[],
  size: number,
): readonly (readonly RelinkRow[])[] {
  const pages: RelinkRow[][] = [];
  for (const group of groups) {
    const last = pages.at(-1);
    if (last === undefined || last.length + group.length > size) pages.push([...group]);
    else last.push(...group);
  }
  return pages;
}
