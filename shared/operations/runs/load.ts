// Finds the training run that a path names, in the caller's tenant.
import { notFound } from '../../domain/problem.ts';
import { type FoundRun, findRun } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';

/** Archived ones are found. */
export async function loadRun(context: Context, path: Readonly<Record<string, string>>): Promise<FoundRun> {
  const id = path['run'] ?? '';
  const found = await findRun(context.store, id);
  if (!found) throw notFound('training run', id);
  return found;
}
