/**
 * Cuts the canonical text of an aggregate into documents of one entity each, within the start tags of the groups around it:
 * these declare namespaces, and say when it ends. In canonical text "<" begins a tag and nothing else.
 */
export function* cutEntities(canonical: string): Generator<string> {
  const tags = /<(\/?)(?:[\w.-]+:)?(Entity|Entities)Descriptor[\s>]/g;
  const around: { readonly open: string; readonly close: string }[] = [];
  for (let found = tags.exec(canonical); found !== null; found = tags.exec(canonical)) {
    const [, isEnd, kind] = found;
    const end = canonical.indexOf('>', found.index) + 1;
    if (kind === 'Entities') {
      if (isEnd === '/') around.pop();
      else around.push(groupOf(startTag(canonical, found.index)));
      continue;
    }
    if (isEnd === '/') continue;
    const name = /^<([^\s>]+)/.exec(canonical.slice(found.index, end))?.[1] ?? '';
    const close = `</${name}>`;
    const last = canonical.indexOf(close, end);
    if (last === -1) return;
    const text = canonical.slice(found.index, last + close.length);
    yield `${around.map(({ open }) => open).join('')}${text}${around
      .map((group) => group.close)
      .toReversed()
      .join('')}`;
    tags.lastIndex = last + close.length;
  }
}

function groupOf(open: string): { readonly open: string; readonly close: string } {
  return { open, close: `</${/^<([^\s>]+)/.exec(open)?.[1] ?? ''}>` };
}

/** Canonical attribute values may hold ">", in their quotes. */
export function startTag(canonical: string, at: number): string {
  const tag = /<(?:[^"'>]|"[^"]*")*>/y;
  tag.lastIndex = at;
  return tag.exec(canonical)?.[0] ?? '';
}
