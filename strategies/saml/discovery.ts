// Which identity providers a person may choose from, and what she sees of them: their names in her language, a page at a
// time, found by any words of their names, their scopes or their hosts.
import type { Aggregate } from '../../src/domain/ports/aggregates.ts';
import { matchesWords, searchWords } from '../../src/domain/search-words.ts';
import type { UpstreamChoice, UpstreamList } from '../../src/domain/strategy.ts';
import type { HeldEntity } from './metadata/held.ts';
import type { EntitySource } from './metadata/source.ts';
import type { Searched } from './providers.ts';

/** As many as a page of less than 40 KB can hold with the longest names. */
const pageSize = 20;
const pagesMax = 5000;

interface Candidate extends UpstreamChoice {
  readonly words: string;
  readonly shown: string;
}

/** Those that the settings name. */
export async function listedUpstreams(
  source: EntitySource,
  listed: readonly string[],
  searched: Searched,
): Promise<UpstreamList> {
  const { compare } = new Intl.Collator(searched.language);
  const all = await Promise.all(listed.map(async (id) => candidateOf(id, await source.inForce(id), searched.language)));
  const wanted = searchWords(searched.query);
  const found = all
    .filter(({ words }) => matchesWords(wanted, words))
    .toSorted((left, right) => compare(left.shown, right.shown));
  const { page, pages, offset } = pageOf(searched.page, found.length);
  const choices = found.slice(offset, offset + pageSize).map(choiceOf);
  const last = all.find(({ id }) => id === searched.last);
  return {
    choices,
    ...(all.length > pageSize ? { search: { query: searched.query, page, pages, total: found.length } } : {}),
    ...(last === undefined || wanted.length > 0 ? {} : { last: choiceOf(last) }),
  };
}

/** All members of a federation that want to be found. */
export async function aggregateUpstreams(
  source: EntitySource,
  aggregate: Aggregate,
  searched: Searched,
): Promise<UpstreamList> {
  const { query, language } = searched;
  const read = (offset: number) => aggregate.page({ language, query, offset, limit: pageSize });
  const first = await read(pageOf(searched.page, pagesMax * pageSize).offset);
  const { page, pages, offset } = pageOf(searched.page, first.total);
  const { entries, total } = page === searched.page ? first : await read(offset);
  const choices = entries.map(({ entityId, name, hasLogo }) => ({
    id: entityId,
    names: { [language]: name },
    hasLogo,
  }));
  const last = query === '' && searched.last !== undefined ? await source.inForce(searched.last) : undefined;
  return {
    choices,
    search: { query, page, pages, total },
    ...(last === undefined ? {} : { last: choiceOf(candidateOf(last.facts.entityId, last, language)) }),
  };
}

function pageOf(wanted: number, total: number): { page: number; pages: number; offset: number } {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(Math.max(1, wanted), pages);
  return { page, pages, offset: (page - 1) * pageSize };
}

/** By name where its metadata is held; the others by their address, until it is. */
function candidateOf(id: string, held: HeldEntity | undefined, language: string): Candidate {
  const { names: given = {}, scopes = [], logo } = held?.facts ?? {};
  const host = URL.canParse(id) ? new URL(id).host : '';
  const names = Object.keys(given).length > 0 ? given : { und: host === '' ? id : host };
  const words = [...Object.values(names), ...scopes, host].join(' ');
  const shown = names[language] ?? names['en'] ?? Object.values(names)[0] ?? id;
  return { id, names, hasLogo: logo !== undefined, words, shown };
}

function choiceOf({ id, names, hasLogo }: UpstreamChoice): UpstreamChoice {
  return { id, names, ...(hasLogo === true ? { hasLogo } : {}) };
}
