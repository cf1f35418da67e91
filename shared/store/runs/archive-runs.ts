// Archives all runs of an experiment, with what belongs to them: some at a time, each some in one transaction with the counters.
//
//   runs 30 … 7 ── hidden, counted, together ── runs 6 … 1 ── together ── done
//                      └── time is over, or a crash: these stay archived, and whoever repeats goes on with the rest
import { tryAgain } from '../../domain/problem.ts';
import { isFinished, type Run } from '../../domain/runs/run.ts';
import { type ExperimentScope, readState } from '../experiments/scope.ts';
import { type State, stateKey } from '../experiments/state.ts';
import { changeOfAll, unchangedCounters } from '../experiments/state-change.ts';
import { countInProject } from '../projects/projects.ts';
import { idOf, sortKey } from '../table/keys.ts';
import { between } from '../table/pages.ts';
import { pause } from '../table/pause.ts';
import { getMany, query, transact, type Write } from '../table/table.ts';
import { curveFollows } from './curves.ts';
import { hiding } from './hide-runs.ts';
import { parseRun, runItem, runItemKey, type StoredRun } from './run-items.ts';

/** Runs of one transaction, which may have 100 writes and 4 MB: each is four writes at most, and may be in a project of its own. */
const most = { runs: 19, bytes: 2_000_000 };

/** False when the time was over before all were archived. `now` in seconds. */
export async function archiveRunsOf(scope: ExperimentScope, now: number, timeLeft: () => boolean): Promise<boolean> {
  let below: string | null = null;
  while (timeLeft()) {
    const range = { pk: scope.pk, ...between('RUN#', { above: null, below }), newestFirst: true, take: most.runs };
    const ids: string[] = (await query(scope.store.table, range)).map(({ sk }) => idOf(sk));
    await archiveSome(scope, ids, now);
    below = ids.at(-1) ?? null;
    if (ids.length < most.runs) return true;
  }
  return false;
}

const mostTries = 60;

/** Runs that are changed or moved meanwhile are read again. */
async function archiveSome(scope: ExperimentScope, ids: readonly string[], now: number): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await currentRuns(scope, ids);
    const left = fitting(found.filter((one) => one !== null).filter(({ run }) => !run.deleted));
    if (left.length === 0 && !found.includes(null)) return;
    const state = await readState(scope);
    const writes = left.length > 0 ? await writesFor(scope, state, left, now) : null;
    const done = writes && (await transact(scope.store.table, writes)).done;
    if (!done) await pause(tries);
  }
  throw tryAgain('The runs are being changed by others.');
}

/** By their pointers, which move with them; null where one has moved since its pointer was read. */
async function currentRuns(scope: ExperimentScope, ids: readonly string[]): Promise<(StoredRun | null)[]> {
  const { table, client } = scope.store;
  const pointers = await getMany(
    table,
    ids.map((id) => ({ pk: scope.pk, sk: sortKey.run(id) })),
  );
  const places = pointers.flatMap((item) =>
    item ? [{ client, id: idOf(item.sk), project: String(item['project']) }] : [],
  );
  const items = await getMany(table, places.map(runItemKey));
  return items.map((item) => (item ? parseRun(item) : null));
}

function fitting(runs: readonly StoredRun[]): StoredRun[] {
  let bytes = 0;
  return runs.filter(({ run }, i) => {
    bytes += Buffer.byteLength(JSON.stringify(run));
    return i === 0 || bytes <= most.bytes;
  });
}

async function writesFor(
  scope: ExperimentScope,
  state: State,
  stored: readonly StoredRun[],
  now: number,
): Promise<Write[]> {
  const runs = stored.map(({ run }) => run);
  const hidden = await hiding(scope, state, runs);
  const finished = runs.filter(isFinished).length;
  const counts = { runsFinished: -finished, runsActive: finished - runs.length };
  return [
    ...stored.flatMap(({ run, version }): Write[] => {
      const next = { ...run, deleted: true, updated: now };
      const when = { expression: '#version = :version', values: { version } };
      return [{ put: runItem(next, version + 1), when }, ...curveFollows(run, next, null)];
    }),
    ...hidden.writes,
    ...[...byProject(runs)].map(([project, count]) => countInProject(scope.store, project, { runs: -count }, null)),
    {
      update: stateKey(scope.pk),
      change: changeOfAll([hidden.change, { add: counts }]),
      when: unchangedCounters(state),
    },
  ];
}

function byProject(runs: readonly Run[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { project } of runs) counts.set(project, (counts.get(project) ?? 0) + 1);
  return counts;
}
