// New observations: stored, counted and billed in one transaction, their suggestions closed in the same.
import { compareIds } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { type ExperimentScope, readState } from '../experiments/scope.ts';
import type { State } from '../experiments/state.ts';
import { runAtWork } from '../optimizer/lease.ts';
import { sortKey } from '../table/keys.ts';
import { pause } from '../table/pause.ts';
import { transact, type Write } from '../table/table.ts';
import { countUsage } from '../usage.ts';
import { appendHidden } from './batch-observations.ts';
import { countIn, type NewObservation, numbered, refuseDeleted } from './count-observations.ts';
import { observationItem } from './observation-items.ts';

/** Writes of one transaction (DynamoDB allows 100), and bytes (4 MB); beyond, the batch is written hidden first. */
const most = { writes: 90, bytes: 3_000_000 };

/** `unseen`: the optimizer was to be told of them, and no run of it is at work that will look once more before it ends. */
type Appended = { readonly observations: readonly Observation[]; readonly unseen: boolean };

/**
 * Ids are greater than every earlier one of the experiment, in the order given, so that "newer than" finds every later commit:
 *
 *   A:  read top ── id 7 ────────────── commit if top < 7: fails ── read top ── id 9 ── commit
 *   B:  read top ── id 8 ── commit, top = 8
 */
export async function appendObservations(
  scope: ExperimentScope,
  reports: readonly NewObservation[],
  options: { readonly notify: boolean },
): Promise<Appended> {
  if (reports.length === 0) return { observations: [], unseen: false };
  const cited = [...new Set(reports.flatMap((report) => report.suggestion ?? []))];
  const bytes = reports.reduce((sum, report) => sum + Buffer.byteLength(JSON.stringify(report)) + 200, 0);
  if (reports.length + cited.length + 2 > most.writes || bytes > most.bytes)
    return { observations: await appendHidden(scope, reports, options), unseen: options.notify };
  let state = scope.state;
  for (let tries = 0; tries < mostTries; tries++) {
    refuseDeleted(scope.state, state, reports);
    const now = scope.store.now();
    const observations = numbered(scope.store, state, reports, now);
    const seenTo = options.notify ? runAtWork(state, now) : null;
    const writes: Write[] = [
      ...newObservationWrites(scope, state, observations, now),
      countIn(scope, state, observations, { now, notify: options.notify, late: false, seenTo }),
    ];
    if ((await transact(scope.store.table, writes)).done)
      return { observations, unseen: options.notify && seenTo === null };
    if (tries > 2) await pause(tries - 2);
    state = await readState(scope);
  }
  throw tryAgain('Too many reports to the same experiment at once.');
}

const mostTries = 60;
const absent = { expression: 'attribute_not_exists(#pk)' };

/** All but what counts them: the items, their suggestions closed (a marker below the floor says that one was deleted, and stays), the bill. */
export function newObservationWrites(
  { store, pk, experiment }: ExperimentScope,
  { openFloor }: State,
  observations: readonly Observation[],
  now: number,
): Write[] {
  const cited = new Set(observations.flatMap(({ suggestion }) => suggestion ?? []));
  const closed = [...cited].filter((id) => compareIds(id, openFloor) > 0);
  return [
    ...observations.map((o): Write => ({ put: observationItem(pk, o, { version: 1 }), when: absent })),
    ...closed.map((id): Write => ({ remove: { pk, sk: sortKey.open(id) } })),
    ...(experiment.development ? [] : [countUsage(store, experiment.id, 'observations', observations.length, now)]),
  ];
}
