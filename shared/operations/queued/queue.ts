// Queued suggestions: points of the user's own that the next asks are answered with.

import { requireTask } from '../../domain/definition/tasks.ts';
import { type PageQuery, pageOf, pageRequest } from '../../domain/page.ts';
import { type AssignmentsInput, checkAssignments } from '../../domain/parameters/assignments.ts';
import { notFound } from '../../domain/problem.ts';
import { publicQueued } from '../../domain/public/public.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { deleteQueued, enqueueSuggestion, pageQueued } from '../../store/suggestions/queued-suggestions.ts';
import type { Context } from '../context.ts';
import { type QueuedTarget, refuseArchived } from '../load.ts';
import { idKey, idRange, publicPage } from '../page.ts';

type QueuedInput = { readonly assignments: AssignmentsInput; readonly task?: unknown };

export async function createQueued(_: Context, { target, body }: { target: ExperimentScope; body: QueuedInput }) {
  refuseArchived(target, 'queued suggestions');
  const assignments = checkAssignments(target.experiment, body.assignments);
  const task = requireTask(target.experiment, body.task, 'task');
  const queued = await enqueueSuggestion(target, { assignments, task });
  if (!queued) throw notFound('experiment', target.experiment.id);
  return publicQueued(target.experiment, target.experiment.id, queued);
}

export const fetchQueued = async (_: Context, { target: { experiment, queued } }: { target: QueuedTarget }) =>
  publicQueued(experiment, experiment.id, queued);

export async function listQueued(_: Context, { target, query }: { target: ExperimentScope; query: PageQuery }) {
  const request = pageRequest(query);
  const { read, cut } = await pageQueued(target, idRange(request));
  return publicPage(pageOf(request, read, target.state.queued, idKey, cut), (queued) =>
    publicQueued(target.experiment, target.experiment.id, queued),
  );
}

export async function removeQueued(_: Context, { target: { scope, queued } }: { target: QueuedTarget }) {
  if (!(await deleteQueued(scope, queued.id))) throw notFound('queued suggestion', queued.id);
  return {};
}
