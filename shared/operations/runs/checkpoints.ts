// Checkpoints of a training run: add one, show one, list them.

import { type PageQuery, pageOf, pageRequest } from '../../domain/page.ts';
import { notFound, problem } from '../../domain/problem.ts';
import {
  type Checkpoint,
  type CheckpointInput,
  maxCheckpoints,
  publicCheckpoint,
  readCheckpoint,
} from '../../domain/runs/checkpoint.ts';
import { type Curves, noCurves } from '../../domain/runs/run-curve.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import { findCheckpoint, pageCheckpoints, saveCheckpoint } from '../../store/runs/checkpoints.ts';
import { findCurve } from '../../store/runs/curves.ts';
import type { FoundRun } from '../../store/runs/runs.ts';
import type { TenantStore } from '../../store/tenant.ts';
import type { Context } from '../context.ts';
import { refuseArchived } from '../load.ts';
import { idKey, idRange, publicPage } from '../page.ts';
import { loadRun } from './load.ts';
import { untilRunStored } from './until-run-stored.ts';

export async function createCheckpoint(
  context: Context,
  { target, body }: { target: FoundRun; body: CheckpointInput },
) {
  const { store } = context;
  const read = readCheckpoint(body);
  const saved = await untilRunStored(context, target, async (found) => {
    const [scope, curves] = await Promise.all([openExperimentOf(store, found), curvesOf(store, found)]);
    refuseMore(found);
    return saveCheckpoint(store, found, scope, curves, read);
  });
  return publicCheckpoint(saved);
}

/** Null of a run whose first checkpoint was stored before curves were: what follows is not step 1. */
async function curvesOf(store: TenantStore, { run }: FoundRun): Promise<Curves | null> {
  if (run.checkpoints === 0) return noCurves;
  return (await findCurve(store, run))?.curves ?? null;
}

/** The experiment that the run belongs to, if it does. Throws the 400 of an archived one. */
async function openExperimentOf(store: TenantStore, { run }: FoundRun): Promise<ExperimentScope | null> {
  const scope = run.experiment === null ? null : await loadScope(store, run.experiment);
  if (scope) refuseArchived(scope, 'checkpoints');
  return scope;
}

/** Throws the 403 of a run that takes no more. */
function refuseMore({ run }: FoundRun): void {
  if (run.observation !== null)
    throw problem(403, 'This run has reported to its experiment, so it takes no more checkpoints.');
  if (run.checkpoints >= maxCheckpoints)
    throw problem(403, `A run takes at most ${maxCheckpoints} checkpoints, and this one has them.`);
}

type Target = FoundRun & { readonly checkpoint: Checkpoint };

export async function loadCheckpoint(context: Context, path: Readonly<Record<string, string>>): Promise<Target> {
  const { checkpoint: id = '' } = path;
  const found = await loadRun(context, path);
  const checkpoint = await findCheckpoint(context.store, found.run.id, id);
  if (!checkpoint) throw notFound('checkpoint', id);
  return { ...found, checkpoint };
}

export const fetchCheckpoint = async (_: Context, { target }: { target: Target }) =>
  publicCheckpoint(target.checkpoint);

/** Newest first. A checkpoint is never deleted, so the run's count is theirs. */
export async function listCheckpoints({ store }: Context, { target, query }: { target: FoundRun; query: PageQuery }) {
  const request = pageRequest(query);
  const { read, cut } = await pageCheckpoints(store, target.run.id, idRange(request));
  return publicPage(pageOf(request, read, target.run.checkpoints, idKey, cut), publicCheckpoint);
}
