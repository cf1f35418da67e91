// Parts of one change of an experiment's state: a transaction may touch an item once, so what several things want of it is put together.
import type { Change, Condition } from '../table/expression.ts';
import type { State } from './state.ts';

/** Sets and removals of later parts win; numbers add up. */
export function changeOfAll(changes: readonly Change[]): Change {
  const add: Record<string, number> = {};
  for (const change of changes)
    for (const [name, value] of Object.entries(change.add ?? {})) add[name] = (add[name] ?? 0) + value;
  return {
    set: Object.assign({}, ...changes.map(({ set }) => set ?? {})),
    setIfAbsent: Object.assign({}, ...changes.map(({ setIfAbsent }) => setIfAbsent ?? {})),
    add: Object.fromEntries(Object.entries(add).filter(([, value]) => value !== 0)),
    remove: changes.flatMap(({ remove }) => remove ?? []),
  };
}

export const allOf = (...conditions: readonly Condition[]): Condition => ({
  expression: conditions
    .map(({ expression }) => expression)
    .filter(Boolean)
    .join(' AND '),
  values: Object.assign({}, ...conditions.map(({ values }) => values ?? {})),
});

/** Nothing was claimed, deleted or reported since the state was read. */
export function unchangedCounters(state: State): Condition {
  const counters = { ov: state.openVersion, dv: state.dataVersion };
  const terms = Object.entries(counters).map(([name, seen]) =>
    seen === 0 ? `attribute_not_exists(#${name})` : `#${name} = :${name}`,
  );
  return {
    expression: terms.join(' AND '),
    values: Object.fromEntries(Object.entries(counters).filter(([, seen]) => seen !== 0)),
  };
}
