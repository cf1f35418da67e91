// The load balancer's listener rules, made from the route table: which paths lead to which function, in no more rules than are needed.
//
// A load balancer knows no segments: `*` takes slashes too, and the first rule that fits wins. So deeper patterns come first: one with
// more slashes than a path cannot fit it, and one with as many takes it segment by segment.
import type { Group, Route } from '../shared/api/route.ts';

export type ListenerRule = { readonly group: Group; readonly paths: readonly string[] };

/** Quotas of Elastic Load Balancing: rules of a load balancer beside the default one; patterns and wildcards of one rule. */
export const quotas = { rules: 100, patterns: 3, wildcards: 5 } as const;

type Row = Pick<Route, 'path' | 'group'>;
type Entry = { readonly pattern: readonly string[]; readonly group: Group };

/** All else under /v1 goes where API Gateway's default route goes, for the same answers; what is not under it ends at the load balancer. */
const last: Entry = { pattern: partsOf('/v1/*'), group: 'fallback' };

/** In the order of their priorities. @throws when two functions serve one path, or rows come to another function than their own. */
export function listenerRules(rows: readonly Row[]): readonly ListenerRule[] {
  const entries = withoutNeedless([...entriesOf(rows).sort(deepestFirst), last], rows);
  for (const { path, group } of rows)
    if (groupFor(entries, path) !== group) throw new Error(`no order of listener rules leads ${path} to ${group}`);
  return packed(entries);
}

function entriesOf(rows: readonly Row[]): Entry[] {
  const groups = new Map<string, Group>();
  for (const { path, group } of rows) {
    const known = groups.get(path) ?? group;
    if (known !== group) throw new Error(`${path} is served by ${known} and ${group}: a listener rule leads to one`);
    groups.set(path, group);
  }
  return [...groups].map(([path, group]) => ({ pattern: partsOf(path.replace(/\{\w+\}/g, '*')), group }));
}

function partsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

const wildcards = ({ pattern }: Entry): number => pattern.filter((part) => part === '*').length;

/** Of equal depth the one with fewer variables, and then those of one function side by side: they share rules. */
const deepestFirst = (a: Entry, b: Entry): number =>
  b.pattern.length - a.pattern.length || wildcards(a) - wildcards(b) || a.group.localeCompare(b.group);

/** Leaves away what leads to the same function without being said, such as a user's roles before `/v1/users/*`. */
function withoutNeedless(entries: readonly Entry[], rows: readonly Row[]): readonly Entry[] {
  let kept = entries;
  for (const entry of entries) {
    const others = kept.filter((each) => each !== entry);
    const concerned = rows.filter(({ path }) => fits(entry.pattern, partsOf(path), 'some'));
    if (concerned.every(({ path, group }) => groupFor(others, path) === group)) kept = others;
  }
  return kept;
}

/** The function that a row's path comes to, whatever its variables hold; undefined when they could lead to several or to none. */
function groupFor(entries: readonly Entry[], path: string): Group | undefined {
  const parts = partsOf(path);
  const met = new Set<Group>();
  for (const { pattern, group } of entries) {
    if (!fits(pattern, parts, 'some')) continue;
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
  const rules: { group: Group; paths: string[]; wildcards: number }[] = [];
  for (const entry of entries) {
    const path = `/${entry.pattern.join('/')}`;
    const open = rules.at(-1);
    const more = wildcards(entry);
    const room = open && open.paths.length < quotas.patterns && open.wildcards + more <= quotas.wildcards;
    if (open?.group === entry.group && room) {
      open.paths.push(path);
      open.wildcards += more;
    } else rules.push({ group: entry.group, paths: [path], wildcards: more });
  }
  return rules.map(({ group, paths }) => ({ group, paths }));
}
