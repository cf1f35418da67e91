// Comes back to what is due: experiments whose message was lost, batches that were left half-way.

import { loadScope } from '../../store/experiments/scope.ts';
import { settleBatch } from '../../store/observations/batch-observations.ts';
import { type Due, dueItems, postpone, unmark } from '../../store/optimizer/due.ts';
import { settleRuns } from '../../store/runs/batch-runs.ts';
import { parseExperimentKey, parseProjectKey, sortKey } from '../../store/table/keys.ts';
import { get } from '../../store/table/table.ts';
import type { OptimizerMessage } from '../context.ts';
import { type Service, storeOf } from '../service.ts';

/** Marks a shard taken at a sweep, and how long after a message the next one is sent, in milliseconds. */
const batchSize = 100;
const again = 2 * 60_000;

/** One sweep. What fails is logged and put off, so that it does not keep the others waiting. */
export async function sweep(service: Service): Promise<void> {
  for (const mark of await dueItems(service.table, service.now(), batchSize))
    await attempt(service, mark, () => serve(service, mark));
}

async function attempt(service: Service, mark: Due, work: () => Promise<void>): Promise<void> {
  if (service.remaining() < 5000) return;
  try {
    await work();
  } catch (error) {
    logFailure(service, 'sweep failed', mark, error);
    await putOff(service, mark);
  }
}

/** Where that fails too, the mark is looked at again by the next sweep, a minute later; the others are not to wait for it. */
async function putOff(service: Service, mark: Due): Promise<void> {
  try {
    await postpone(service.table, mark, service.now() + again);
  } catch (error) {
    logFailure(service, 'sweep not put off', mark, error);
  }
}

function logFailure({ log }: Service, message: string, { pk, sk }: Due, error: unknown): void {
  log.error(message, { partition: pk, key: sk, reason: error instanceof Error ? error.message : String(error) });
}

async function serve(service: Service, due: Due): Promise<void> {
  const experiment = parseExperimentKey(due.pk);
  if (experiment) return serveExperiment(service, due, experiment);
  const project = parseProjectKey(due.pk);
  if (project) return settleBatchOfRuns(service, due, project);
  // Nothing that is done here: of usage counters, which were marked once. It would be looked at before all others for ever.
  await unmark(service.table, due);
}

async function serveExperiment(service: Service, due: Due, place: OptimizerMessage): Promise<void> {
  if (due.sk === sortKey.state) return resend(service, due, place);
  const scope = await loadScope(storeOf(service, place.client), place.experiment);
  const batch = await get(service.table, due);
  if (scope && batch) return settleBatch(scope, batch);
  // Left behind by an experiment that was erased: nobody will ever come back to it.
  await unmark(service.table, due);
}

async function settleBatchOfRuns(service: Service, due: Due, { client, project }: { client: string; project: string }) {
  const batch = await get(service.table, due);
  if (batch) await settleRuns(storeOf(service, client), project, batch);
}

async function resend(service: Service, due: Due, place: OptimizerMessage): Promise<void> {
  if (await postpone(service.table, due, service.now() + again)) await service.enqueue(place);
}
