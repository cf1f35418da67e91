// Which experiments a list shows: the filters of its query, and what the caller may see of others.
import type { PageQuery } from '../../domain/page.ts';
import type { Listed } from '../../store/experiments/experiment-lists.ts';

export type ExperimentListQuery = PageQuery & {
  readonly state?: 'active' | 'deleted' | 'all' | undefined;
  readonly search?: string | undefined;
  readonly sort?: 'id' | 'recent' | undefined;
  readonly user?: string | undefined;
  readonly period_start?: number | undefined;
  readonly period_end?: number | undefined;
  readonly development?: boolean | undefined;
  /** Those made of runs too. */
  readonly include_ai?: boolean | undefined;
};

/** Names of users by id; users that are gone are left out. */
type NamesOf = (users: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Who looks: a development token sees its own kind alone; `only`: the one user whose experiments may be seen, null for everybody's. */
export type Viewer = { readonly development: boolean; readonly only: string | null };

/** Whether anything but the state is asked for. */
export const isFiltered = (
  { search, user, period_start, period_end, development }: ExperimentListQuery,
  viewer: Viewer,
): boolean =>
  viewer.development ||
  viewer.only !== null ||
  [search, user, period_start, period_end, development].some((value) => value !== undefined);

/** In their order. Names are read for a search alone, of those that nothing else leaves out. */
export async function wantedOf<Entry extends Listed>(
  all: readonly Entry[],
  query: ExperimentListQuery,
  viewer: Viewer,
  namesOf: NamesOf,
): Promise<Entry[]> {
  const kept = all.filter((listed) => isWanted(listed, query, viewer));
  const search = query.search?.toLowerCase();
  if (!search) return kept;
  const names = await namesOf(kept.flatMap(({ user }) => user ?? []));
  const found = (text: string | undefined) => text?.toLowerCase().includes(search) ?? false;
  return kept.filter(({ name, user }) => found(name) || (user !== null && found(names.get(user))));
}

function isWanted(listed: Listed, query: ExperimentListQuery, viewer: Viewer): boolean {
  const { state = 'active', user, period_start, period_end } = query;
  const development = viewer.development ? true : query.development;
  return (
    (state === 'all' || listed.state === state) &&
    (viewer.only === null || listed.user === viewer.only) &&
    (user === undefined || listed.user === user) &&
    (period_start === undefined || listed.created >= period_start) &&
    (period_end === undefined || listed.created <= period_end) &&
    (development === undefined || listed.development === development)
  );
}
