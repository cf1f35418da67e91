// Makes a training run of a project.
import { publicRun } from '../../domain/public/public-run.ts';
import { newRun } from '../../domain/runs/run.ts';
import { newContents } from '../../domain/runs/run-change.ts';
import type { NewRunInput } from '../../domain/runs/run-input.ts';
import type { StoredProject } from '../../store/projects/projects.ts';
import { createRun as store } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';

export async function createRun(context: Context, { target, body }: { target: StoredProject; body: NewRunInput }) {
  const { user, development } = context.identity;
  const { fields, texts } = newContents(body);
  const { id: project, client } = target.project;
  const created = Math.floor(context.now() / 1000);
  const made = { client, project, experiment: null, user, development, created };
  const run = await store(context.store, (id) => newRun({ ...made, id }, fields, texts), texts);
  return publicRun(run, texts);
}
