// Fields of a new patron as they are named on the command line, and in the setting `mandatory`, in the shape of a record.

const lists = { email: 'emails', phone: 'phones', address: 'addresses' } as const;
const mains = { email: 'address', phone: 'number', address: 'lines' } as const;

/** @param pairs names such as `name.first`, `userGroup`, `email`, `email.type`, `address.city`, `statistics` */
export function fieldsOf(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  const name: Record<string, string> = {};
  const items: Record<string, Record<string, unknown>> = {};
  for (const [field, value] of pairs) {
    const [head, part] = splitAt(field);
    if (head === 'name' && part !== undefined) name[part] = value;
    else if (isList(head)) Object.assign((items[head] ??= { preferred: true }), partOf(head, part, value));
    else if (field === 'statistics') fields['statistics'] = [{ category: value }];
    else fields[field] = value;
  }
  if (Object.keys(name).length > 0) fields['name'] = name;
  for (const [head, item] of Object.entries(items)) if (isList(head)) fields[lists[head]] = [item];
  return fields;
}

function splitAt(field: string): readonly [string, string?] {
  const dot = field.indexOf('.');
  return dot < 0 ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
}

function isList(head: string): head is keyof typeof lists {
  return Object.hasOwn(lists, head);
}

function partOf(head: keyof typeof lists, part: string | undefined, value: string): Readonly<Record<string, unknown>> {
  if (part === 'type') return { types: [value] };
  if (part !== undefined) return { [part]: value };
  return { [mains[head]]: head === 'address' ? value.split(/\r?\n/) : value };
}
