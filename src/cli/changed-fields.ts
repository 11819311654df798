// What a change did to the fields of a user, a line each.
import type { ChangedFields } from '../domain/ports/audit-trail.ts';

/** Fields that change with everything, and those that the line above tells. */
const counted: ReadonlySet<string> = new Set([
  'version',
  'modifiedAt',
  'modifiedBy',
  'createdAt',
  'createdBy',
  'institution',
  'id',
  'sessionEpoch',
]);

/** Of a new user what she has; else what was and what is, and of lists what went and came. */
export function fieldLines(before: ChangedFields | undefined, after: ChangedFields | undefined): readonly string[] {
  const [was, is] = [before?.user ?? {}, after?.user ?? {}];
  const isNew = textOf(was['primaryIdentifier']) === '' && textOf(is['primaryIdentifier']) !== '';
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => !counted.has(name))
    .flatMap((name) => linesOf(name, was[name], is[name], isNew));
}

function linesOf(name: string, was: unknown, is: unknown, isNew: boolean): readonly string[] {
  if (Array.isArray(was) || Array.isArray(is)) {
    const [gone, come] = [itemsOf(was), itemsOf(is)];
    return [
      ...gone.filter((item) => !come.includes(item)).map((item) => `    ${name} - ${item}`),
      ...come.filter((item) => !gone.includes(item)).map((item) => `    ${name} + ${item}`),
    ];
  }
  if (isGroup(was) || isGroup(is)) {
    const [old, now] = [isGroup(was) ? was : {}, isGroup(is) ? is : {}];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
      linesOf(`${name}.${key}`, old[key], now[key], isNew),
    );
  }
  if (textOf(was) === textOf(is)) return [];
  if (isNew) return [`    ${name}: ${textOf(is)}`];
  return [`    ${name}: ${textOf(was) || '(none)'} -> ${textOf(is) || '(none)'}`];
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
const itemsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(itemText) : []);

/** `ali@home.example, personal, preferred, internal`: what is said, in its order, and marks by their names. */
function itemText(item: unknown): string {
  if (!isGroup(item)) return textOf(item);
  return Object.entries(item)
    .flatMap(([key, value]) => (value === true ? [key] : Array.isArray(value) ? value.map(textOf) : [textOf(value)]))
    .filter((text) => text !== '' && text !== 'false')
    .join(', ');
}
