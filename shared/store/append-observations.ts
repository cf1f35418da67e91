// New observations: stored, counted and billed in one transaction, their suggestions closed in the same.
import type { Observation } from '../domain/observation.ts';
import { appendHidden } from './batch-observations.ts';
import { countIn, type NewObservation, numbered } from './count-observations.ts';
import { sortKey } from './keys.ts';
import { observationItem } from './observation-items.ts';
import { type ExperimentScope, readState } from './scope.ts';
import { transact, type Write } from './table.ts';
import { countUsage } from './usage.ts';

/** Writes of one transaction (DynamoDB allows 100), and bytes (4 MB); beyond, the batch is written hidden first. */
const most = { writes: 90, bytes: 3_000_000 };

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
): Promise<Observation[]> {
  if (reports.length === 0) return [];
  const suggestions = [...new Set(reports.flatMap((report) => report.suggestion ?? []))];
  const bytes = reports.reduce((sum, report) => sum + JSON.stringify(report).length + 200, 0);
  if (reports.length + suggestions.length + 2 > most.writes || bytes > most.bytes)
    return appendHidden(scope, reports, options);
  for (let state = scope.state; ; state = await readState(scope)) {
    const now = scope.store.now();
    const observations = numbered(scope.store, state, reports, now);
    const writes: Write[] = [
      ...observations.map((o): Write => ({ put: observationItem(scope.pk, o, { version: 1 }), when: absent })),
      ...suggestions.map((id): Write => ({ remove: { pk: scope.pk, sk: sortKey.open(id) } })),
      countIn(scope, state, observations, now, options.notify),
      ...(scope.experiment.development
        ? []
        : [countUsage(scope.store, scope.experiment.id, 'observations', reports.length, now)]),
    ];
    if ((await transact(scope.store.table, writes)).done) return observations;
  }
}

const absent = { expression: 'attribute_not_exists(#pk)' };
