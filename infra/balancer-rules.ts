// The load balancer's listener rules, made from the route table: which paths lead to which function, in no more rules than are needed.
//
// A load balancer knows no segments: `*` takes slashes too, and the first rule that fits wins. So deeper patterns come first: one with
// more slashes than a path cannot fit it, and one with as many takes it segment by segment.
import type { Group, Method, Route } from '../shared/api/route.ts';

/** `method`: where a path is served by several functions. */
type ListenerRule = {
  readonly group: Group;
  readonly paths: readonly string[];
  readonly method?: Method;
};

/** Quotas of Elastic Load Balancing: rules of a load balancer beside the default one; values, patterns of a condition, and wildcards of one rule. */
export const quotas = { rules: 100, values: 5, patterns: 3, wildcards: 5 } as const;

type Row = Pick<Route, 'method' | 'path' | 'group'>;
type Entry = { readonly pattern: readonly string[]; readonly group: Group; readonly method?: Method };

/** All else under /v1 goes where API Gateway's default route goes, for the same answers; what is not under it ends at the load balancer. */
const last: Entry = { pattern: partsOf('/v1/*'), group: 'fallback' };

/** In the order of their priorities. @throws when rows would come to another function than their own. */
export function listenerRules(rows: readonly Row[]): readonly ListenerRule[] {
  const entries = withoutNeedless([...entriesOf(rows).sort(deepestFirst), last], rows);
  for (const row of rows)
    if (groupFor(entries, row) !== row.group)
      throw new Error(`the listener rules do not lead ${row.method} ${row.path} to ${row.group}`);
  return packed(entries);
}

/** One for a path; where several functions serve it, the first takes all methods but those of the others, which answers 405 for those that are nobody's. */
function entriesOf(rows: readonly Row[]): Entry[] {
  const first = new Map<string, Group>();
  const others: Row[] = [];
  for (const row of rows) {
    const group = first.get(row.path) ?? row.group;
    first.set(row.path, group);
    if (group !== row.group) others.push(row);
  }
  return [
    ...others.map(({ path, group, method }) => ({ pattern: patternOf(path), group, method })),
    ...[...first].map(([path, group]) => ({ pattern: patternOf(path), group })),
  ];
}

const patternOf = (path: string): readonly string[] => partsOf(path.replace(/\{\w+\}/g, '*'));

function partsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

const wildcards = ({ pattern }: Entry): number => pattern.filter((part) => part === '*').length;

/** Of equal depth the one with fewer variables, then those of one method, and then those of one function side by side: they share rules. */
const deepestFirst = (a: Entry, b: Entry): number =>
  b.pattern.length - a.pattern.length ||
  wildcards(a) - wildcards(b) ||
  Number(a.method === undefined) - Number(b.method === undefined) ||
  a.group.localeCompare(b.group);

/** Leaves away, but for the last, what leads to the same function without being said, such as a user's roles before `/v1/users/*`. */
function withoutNeedless(entries: readonly Entry[], rows: readonly Row[]): readonly Entry[] {
  let kept = entries;
  for (const entry of entries.slice(0, -1)) {
    const others = kept.filter((each) => each !== entry);
    const concerned = rows.filter(({ path }) => fits(entry.pattern, partsOf(path), 'some'));
    if (concerned.every((row) => groupFor(others, row) === row.group)) kept = others;
  }
  return kept;
}

/** The function that a row comes to, whatever its variables hold; undefined when they could lead to several or to none. */
function groupFor(entries: readonly Entry[], row: Row): Group | undefined {
  const parts = partsOf(row.path);
  const met = new Set<Group>();
  for (const { pattern, group, method } of entries) {
    if ((method ?? row.method) !== row.method || !fits(pattern, parts, 'some')) continue;
    met.add(group);
    if (fits(pattern, parts, 'all')) return met.size === 1 ? group : undefined;
  }
  return undefined;
}

/** Whether a pattern fits a row's path for all values of its variables, or for some; a value holds no slash. */
function fits([first, ...rest]: readonly string[], parts: readonly string[], values: 'all' | 'some'): boolean {
  const [part] = parts;
  if (first === undefined || part === undefined) return first === part;
  if (first === '*') return parts.some((_, i) => fits(rest, parts.slice(i + 1), values));
  const same = first === part || (values === 'some' && part.startsWith('{'));
  return same && fits(rest, parts.slice(1), values);
}

/** Neighbours of one function in one rule, as far as the quotas go. */
function packed(entries: readonly Entry[]): readonly ListenerRule[] {
  const rules: Entry[][] = [];
  for (const entry of entries) {
    const open = rules.at(-1);
    if (open && fitTogether([...open, entry])) open.push(entry);
    else rules.push([entry]);
  }
  return rules.flatMap(([head, ...more]) => (head ? [ruleOf(head, more)] : []));
}

const fitTogether = (entries: readonly Entry[]): boolean =>
  entries.length <= quotas.patterns &&
  entries.reduce((sum, entry) => sum + wildcards(entry), 0) <= quotas.wildcards &&
  entries.every(({ group, method }) => group === entries[0]?.group && method === entries[0]?.method);

const ruleOf = ({ group, method, pattern }: Entry, more: readonly Entry[]): ListenerRule => ({
  group,
  paths: [pattern, ...more.map((each) => each.pattern)].map((parts) => `/${parts.join('/')}`),
  ...(method ? { method } : {}),
});
