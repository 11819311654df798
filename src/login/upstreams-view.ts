// The page that asks which of a profile's upstreams the person comes from.
import type { LoginAttempt } from '../domain/login.ts';
import type { UpstreamChoice, UpstreamList } from '../domain/strategy.ts';
import type { ProfileRuntime } from '../institutions.ts';
import type { UpstreamLink, UpstreamsView } from '../web/views.ts';
import type { Visit } from '../web/visit.ts';
import { chooserPath, profilePath } from './paths.ts';

export function upstreamsView(
  visit: Visit,
  attempt: LoginAttempt,
  profile: ProfileRuntime,
  { choices, search, last }: UpstreamList,
): UpstreamsView {
  const { id } = profile.config;
  const path = profilePath(attempt, id);
  const link = ({ id: upstream, names, hasLogo }: UpstreamChoice): UpstreamLink => ({
    label: visit.text(names),
    href: `${path}&idp=${encodeURIComponent(upstream)}`,
    logoHref:
      hasLogo === true && profile.built.logo !== undefined
        ? `/${visit.institution.slug}/login/${id}/logo?idp=${encodeURIComponent(upstream)}`
        : undefined,
  });
  return {
    profileLabel: visit.text(profile.config.label),
    choices: choices.map(link),
    last: last === undefined ? undefined : link(last),
    ...(search === undefined ? {} : { search: searchView(path, search) }),
    otherHref: visit.institution.profiles.size > 1 ? chooserPath(attempt) : undefined,
  };
}

function searchView(path: string, search: NonNullable<UpstreamList['search']>): NonNullable<UpstreamsView['search']> {
  const { query: typed, page, pages, total } = search;
  const [action = path, parameters] = path.split('?');
  const at = (wanted: number) => `${path}${typed === '' ? '' : `&q=${encodeURIComponent(typed)}`}&page=${wanted}`;
  return {
    action,
    fields: Object.fromEntries(new URLSearchParams(parameters)),
    typed,
    total,
    page,
    pages,
    allHref: path,
    previousHref: page > 1 ? at(page - 1) : undefined,
    nextHref: page < pages ? at(page + 1) : undefined,
  };
}
