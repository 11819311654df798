// Changes of a user as words of a command line: `userGroup=UG`, `name.first=Ada`, `rsLibraries=MAIN,LAW`,
// `emails.add=ada@x.example`, `phones.remove=555`, `addresses.prefer=#1`, `notes.add=LIBRARY:Prefers the north desk`.
import type { UserChanges } from '../directory/management/user-changes.ts';
import { type Command, UsageError } from './command.ts';

type Item = Readonly<Record<string, unknown>>;

/** What `LIST.add=TEXT` makes of the text. */
const additions: Readonly<Record<string, (text: string) => Item>> = {
  emails: (address) => ({ address }),
  phones: (number) => ({ number }),
  addresses: (text) => ({ lines: text.split(/\r?\n/) }),
  statistics: (category) => ({ category }),
  notes: (text) => typed(text, 'text'),
  blocks: (text) => typed(text, 'description'),
};
const textLists = ['rsLibraries', 'proxyFor'];

/** @throws UsageError for a word that is no change */
export function changesOf(words: readonly string[], cleared: readonly string[], command: Command): UserChanges {
  const changes: Record<string, unknown> = {};
  const within = (field: string) => (changes[field] ??= {}) as Record<string, unknown>;
  for (const word of words) {
    const [, field = '', value = ''] = /^([^=]+)=(.*)$/su.exec(word) ?? [];
    const [head = '', part] = field.split('.');
    if (field === '') throw new UsageError(`"${word}" is no change: it takes FIELD=VALUE`, command);
    const addition = additions[head];
    if (addition !== undefined) changeList(within(head), { field, part, value }, addition, command);
    else if (part !== undefined) within(head)[part] = value;
    else changes[field] = textLists.includes(field) ? value.split(',').filter((one) => one !== '') : value;
  }
  for (const field of cleared) {
    const [head = '', part] = field.split('.');
    if (part === undefined) changes[field] = null;
    else within(head)[part] = null;
  }
  return changes as UserChanges;
}

function changeList(
  list: Record<string, unknown>,
  { field, part, value }: { readonly field: string; readonly part: string | undefined; readonly value: string },
  addition: (text: string) => Item,
  command: Command,
): void {
  const [, place] = /^#(\d{1,3})$/.exec(value) ?? [];
  const item = place === undefined ? value : Number(place);
  if (part === 'add') list['add'] = [...((list['add'] as Item[] | undefined) ?? []), addition(value)];
  else if (part === 'remove') list['remove'] = [...((list['remove'] as unknown[] | undefined) ?? []), item];
  else if (part === 'prefer' || part === 'preferSms') list[part] = item;
  else throw new UsageError(`"${field}" is no change of a list: add, remove, prefer; or give --changes FILE`, command);
}

/** `TYPE:TEXT`. */
function typed(text: string, name: string): Item {
  const [, type, rest] = /^([^:]+):(.*)$/su.exec(text) ?? [];
  return type === undefined ? { [name]: text } : { type, [name]: rest };
}
