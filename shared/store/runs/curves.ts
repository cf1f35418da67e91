// Learning curves of runs: an item a run, below its experiment or, where it has none, its project, so that one query finds a run and its siblings.
//
//   C#c#E#<exp>      CURVE#17   names, values (doubles), ended, archived, development     a run of an experiment
//   C#c#P#<project>  CURVE#17   the same                                                   a run of a project alone
//
// It says what the run and its checkpoints say, and is written by the transactions that change these, each of which names the version of the run
// that it has read: whoever holds the version holds the curve.

import type { Run } from '../../domain/runs/run.ts';
import { type Curves, endOf, type RunEnd } from '../../domain/runs/run-curve.ts';
import { experimentKey, idOf, type Key, projectKey, sortKey } from '../table/keys.ts';
import { get, type Item, queryPages, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';

export type StoredCurve = {
  readonly run: string;
  /** Null where its first checkpoints were stored before curves were. */
  readonly curves: Curves | null;
  readonly ended: RunEnd | null;
  readonly archived: boolean;
  readonly development: boolean;
};

type Place = Pick<Run, 'client' | 'project' | 'experiment'>;

const partition = ({ client, project, experiment }: Place): string =>
  experiment === null ? projectKey(client, project) : experimentKey(client, experiment);

const keyOf = (run: Place & Pick<Run, 'id'>): Key => ({ pk: partition(run), sk: sortKey.curve(run.id) });

const prefix = 'CURVE#';

/** Runs that one answer looks at: the newest. They come by one call, which ends at 1 MB. */
export const mostSiblings = 300;

/** The newest curves where the run is, its own among them if it is one of these. */
export async function curvesAround({ table }: TenantStore, run: Run): Promise<StoredCurve[]> {
  const range = { pk: partition(run), from: prefix, to: `${prefix}~`, newestFirst: true, take: mostSiblings };
  for await (const items of queryPages(table, range)) return items.map(parse);
  return [];
}

/** Null when the run has none, as before its first checkpoint. */
export async function findCurve({ table }: TenantStore, run: Run): Promise<StoredCurve | null> {
  const item = await get(table, keyOf(run));
  return item && parse(item);
}

function parse(item: Item): StoredCurve {
  const values = item['values'] as readonly Uint8Array[] | undefined;
  const names = (item['names'] ?? []) as readonly string[];
  return {
    run: idOf(item.sk),
    curves: values ? new Map(values.map((bytes, i) => [names[i] ?? '', doublesOf(bytes)])) : null,
    ended: (item['ended'] as RunEnd | undefined) ?? null,
    ...{ archived: item['archived'] === true, development: item['development'] === true },
  };
}

/** Binary, because DynamoDB's numbers do not hold every double, and text is twice as long. */
const bytesOf = (values: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);

const doublesOf = (bytes: Uint8Array): number[] => [...new Float64Array(Uint8Array.from(bytes).buffer)];

export function curvePut(run: Run, curves: Curves): Write {
  const ended = endOf(run);
  return {
    put: {
      ...keyOf(run),
      ...{ names: [...curves.keys()], values: [...curves.values()].map(bytesOf) },
      ...(ended === null ? {} : { ended }),
      ...(run.deleted ? { archived: true } : {}),
      ...(run.development ? { development: true } : {}),
    },
  };
}

/** The writes by which the curve follows a change of its run; `moved`: its curves, where the change takes the run to another project. */
export function curveFollows(before: Run, next: Run, moved: Curves | null): Write[] {
  if (before.checkpoints === 0) return [];
  if (partition(before) !== partition(next)) return moved ? [{ remove: keyOf(before) }, curvePut(next, moved)] : [];
  const ended = endOf(next);
  if (ended === endOf(before) && next.deleted === before.deleted) return [];
  const set = { ...(ended === null ? {} : { ended }), ...(next.deleted ? { archived: true } : {}) };
  const remove = [...(ended === null ? ['ended'] : []), ...(next.deleted ? [] : ['archived'])];
  return [{ update: keyOf(next), change: { set, remove } }];
}
