// Comes back to what is due: experiments whose message was lost, batches that were left half-way, usage that is not rolled up yet.
import { settleBatch } from '../../store/batch-observations.ts';
import { settleRuns } from '../../store/batch-runs.ts';
import { type Due, dueItems, postpone } from '../../store/due.ts';
import { parseExperimentKey, parseProjectKey, parseUsageKey, sortKey } from '../../store/keys.ts';
import { loadScope } from '../../store/scope.ts';
import { get } from '../../store/table.ts';
import { rollUpDay } from '../../store/usage.ts';
import { type Service, storeOf } from '../service.ts';

/** Marks a shard taken at a sweep, and how long after a message the next one is sent, in milliseconds. */
const batchSize = 100;
const again = 2 * 60_000;

/** One sweep. What fails is logged and put off, so that it does not keep the others waiting. */
export async function sweep(service: Service): Promise<void> {
  const due = await dueItems(service.table, service.now(), batchSize);
  const days = byDay(due);
  for (const marks of days.values()) await attempt(service, marks, () => rollUp(service, marks));
  for (const mark of due.filter(({ pk }) => parseExperimentKey(pk)))
    await attempt(service, [mark], () => serve(service, mark));
  for (const mark of due.filter(({ pk }) => parseProjectKey(pk)))
    await attempt(service, [mark], () => settleBatchOfRuns(service, mark));
}

/** Marked usage counters of the same client and day. */
function byDay(due: readonly Due[]): Map<string, Due[]> {
  const days = new Map<string, Due[]>();
  for (const mark of due) {
    if (!parseUsageKey(mark.pk)) continue;
    const day = `${mark.pk} ${mark.sk.slice(0, 10)}`;
    days.set(day, [...(days.get(day) ?? []), mark]);
  }
  return days;
}

async function attempt(service: Service, marks: readonly Due[], work: () => Promise<void>): Promise<void> {
  if (service.remaining() < 5000) return;
  try {
    await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    service.log.error('sweep failed', { key: marks[0]?.sk, reason });
    for (const mark of marks) await postpone(service.table, mark, service.now() + again).catch(() => {});
  }
}

async function rollUp(service: Service, marks: readonly Due[]): Promise<void> {
  const [first] = marks;
  if (first) await rollUpDay(service.table, first.pk, first.sk.slice(0, 10), new Set(marks.map(({ sk }) => sk)));
}

async function serve(service: Service, due: Due): Promise<void> {
  const place = parseExperimentKey(due.pk);
  if (!place) return;
  if (due.sk === sortKey.state) return resend(service, due, place);
  const scope = await loadScope(storeOf(service, place.client), place.experiment);
  const batch = await get(service.table, due);
  if (scope && batch) await settleBatch(scope, batch);
}

async function settleBatchOfRuns(service: Service, due: Due): Promise<void> {
  const place = parseProjectKey(due.pk);
  const batch = await get(service.table, due);
  if (place && batch) await settleRuns(storeOf(service, place.client), place.project, batch);
}

async function resend(service: Service, due: Due, place: { client: string; experiment: string }): Promise<void> {
  if (await postpone(service.table, due, service.now() + again)) await service.enqueue(place);
}
