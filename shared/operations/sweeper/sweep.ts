// Comes back to what is due: experiments whose message was lost, batches that were left half-way, usage that is not rolled up yet.
import { settleBatch } from '../../store/batch-observations.ts';
import { type Due, dueItems, postpone } from '../../store/due.ts';
import { parseExperimentKey, parseUsageKey, sortKey } from '../../store/keys.ts';
import { loadScope } from '../../store/scope.ts';
import { get } from '../../store/table.ts';
import { rollUpDay } from '../../store/usage.ts';
import { type Service, storeOf } from '../service.ts';

/** Marks a shard taken at a sweep, and how long after a message the next one is sent, in milliseconds. */
const batchSize = 100;
const again = 2 * 60_000;

/** One sweep. A mark that fails is logged and stays for the next one; it must not keep the others waiting. */
export async function sweep(service: Service): Promise<void> {
  for (const due of await dueItems(service.table, service.now(), batchSize)) {
    if (service.remaining() < 5000) return;
    try {
      await serve(service, due);
    } catch (error) {
      service.log.error('sweep failed', {
        key: due.sk,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
}

async function serve(service: Service, due: Due): Promise<void> {
  if (parseUsageKey(due.pk)) return rollUpDay(service.table, due);
  const place = parseExperimentKey(due.pk);
  if (!place) return;
  if (due.sk === sortKey.state) return resend(service, due, place);
  const scope = await loadScope(storeOf(service, place.client), place.experiment);
  const batch = await get(service.table, due);
  if (scope && batch) await settleBatch(scope, batch);
}

async function resend(service: Service, due: Due, place: { client: string; experiment: string }): Promise<void> {
  if (await postpone(service.table, due, service.now() + again, place.experiment)) await service.enqueue(place);
}
