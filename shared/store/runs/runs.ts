// Training runs of a tenant: make one, find one, put a changed one in its place.
import { hasTexts, noTexts, type Run, type RunTexts } from '../../domain/runs/run.ts';
import type { Curves } from '../../domain/runs/run-curve.ts';
import { visibleIn } from '../batches.ts';
import { countInProject } from '../projects/projects.ts';
import { whereKey } from '../table/keys.ts';
import { putItem } from '../table/single.ts';
import { getMany, transact, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { curveFollows, findCurve } from './curves.ts';
import {
  parseRun,
  parseTexts,
  placeItem,
  placeKey,
  pointerItem,
  runItem,
  runItemKey,
  type StoredRun,
  textsItem,
  textsKey,
} from './run-items.ts';

const absent = { expression: 'attribute_not_exists(#pk)' };
const present = { expression: 'attribute_exists(#pk)' };

/** The writes that make a run, and count it in its project. */
export function newRunWrites(store: TenantStore, run: Run, texts: RunTexts): Write[] {
  return [
    ...runPuts(run, texts).map((put): Write => ({ put, when: absent, label: 'run' })),
    ...countedInProject(store, null, run),
  ];
}

/** Everything that a new run consists of. */
export const runPuts = (run: Run, texts: RunTexts) => [
  runItem(run, 1),
  placeItem(run),
  { ...whereKey(run.id), client: run.client },
  ...(hasTexts(run) ? [textsItem(run, texts)] : []),
  ...(run.experiment === null ? [] : [pointerItem(run, run.experiment)]),
];

/** What a project counts is not archived; it is touched by what comes into it. */
function countedInProject(store: TenantStore, before: Run | null, next: Run): Write[] {
  const counted = (run: Run | null) => (run && !run.deleted ? run.project : null);
  const [from, to] = [counted(before), counted(next)];
  if (from === to) return [];
  const arrived = before?.project === next.project ? null : store.now();
  return [
    ...(from === null ? [] : [countInProject(store, from, { runs: -1 }, null)]),
    ...(to === null ? [] : [countInProject(store, to, { runs: 1 }, arrived)]),
  ];
}

/** Makes a run of a project alone. */
export async function createRun(store: TenantStore, make: (id: string) => Run, texts: RunTexts): Promise<Run> {
  for (;;) {
    const run = make(store.nextId());
    if ((await transact(store.table, newRunWrites(store, run, texts))).done) return run;
  }
}

export type FoundRun = StoredRun & { readonly texts: RunTexts };

/**
 * By its id alone; null when the tenant has none, archived ones are found. Two reads, because a run may move:
 *
 *   reader:  place: project a ──────────── run in a: gone ── place: project b ── run in b
 *   mover:                   run from a to b, place: b
 */
export async function findRun(store: TenantStore, id: string): Promise<FoundRun | null> {
  for (let reads = 0; reads < mostReads; reads++) {
    const [place] = await getMany(store.table, [placeKey(store.client, id)]);
    const project = place?.['project'];
    if (typeof project !== 'string') return null;
    const [item, texts] = await getMany(store.table, [
      runItemKey({ client: store.client, project, id }),
      textsKey(store.client, id),
    ]);
    if (item && (await visibleIn(store.table, item.pk, [item])).length === 0) return null;
    if (item) return { ...parseRun(item), texts: parseTexts(texts) };
  }
  return null;
}

/** A place without a run, after so many reads, is what is left of one that is being erased. */
const mostReads = 5;

/** The texts of each of these runs, in their order; only those that have some are read. */
export async function textsOf(store: TenantStore, runs: readonly Run[]): Promise<RunTexts[]> {
  const having = runs.filter(hasTexts);
  const items = await getMany(
    store.table,
    having.map(({ client, id }) => textsKey(client, id)),
  );
  const found = new Map(having.map(({ id }, i) => [id, parseTexts(items[i])]));
  return runs.map(({ id }) => found.get(id) ?? noTexts);
}

/**
 * The writes that put a changed run in the place of the one that was read; refused with the label `run` when it was changed meanwhile. `curves`:
 * those of a run without an experiment that moves.
 */
export function changedRunWrites(
  store: TenantStore,
  before: FoundRun,
  next: Run,
  texts: RunTexts,
  curves: Curves | null = null,
): Write[] {
  const { run, version } = before;
  const asRead = { expression: '#version = :version', values: { version } };
  const moved = run.project !== next.project;
  const put = runItem(next, version + 1);
  return [
    ...(moved
      ? [
          { remove: runItemKey(run), when: asRead, label: 'run' },
          { put, when: absent, label: 'run' },
          { put: placeItem(next), when: present },
          ...(next.experiment === null ? [] : [{ put: pointerItem(next, next.experiment), when: present }]),
        ]
      : [{ put, when: asRead, label: 'run' }]),
    ...changedTexts(before, next, texts),
    ...curveFollows(run, next, curves),
    ...countedInProject(store, run, next),
  ];
}

function changedTexts({ run, texts: before }: FoundRun, next: Run, texts: RunTexts): Write[] {
  if (JSON.stringify(before) === JSON.stringify(texts)) return [];
  return [hasTexts(next) ? { put: textsItem(next, texts) } : { remove: textsKey(run.client, run.id) }];
}

/** False when somebody else changed the run meanwhile; then nothing was written. */
export async function replaceRun(store: TenantStore, before: FoundRun, next: Run, texts: RunTexts): Promise<boolean> {
  const moves = next.experiment === null && next.project !== before.run.project && next.checkpoints > 0;
  const curve = moves ? await findCurve(store, before.run) : null;
  const writes = changedRunWrites(store, before, next, texts, curve?.curves);
  const [only] = writes;
  // Alone, a write costs half of what it costs in a transaction.
  if (writes.length === 1 && only && 'put' in only) return putItem(store.table, only.put, only.when);
  return (await transact(store.table, writes)).done;
}
