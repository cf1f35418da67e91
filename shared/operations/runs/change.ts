// Changes a training run: fields replaced (PUT) or merged (MERGE), archived (DELETE). Somebody else's change in between is seen, and the change made again.
import { notFound, tryAgain } from '../../domain/problem.ts';
import { publicRun } from '../../domain/public-run.ts';
import { changedRun } from '../../domain/run.ts';
import { changeContents, type How } from '../../domain/run-change.ts';
import type { RunUpdate } from '../../domain/run-input.ts';
import { pause } from '../../store/pause.ts';
import { type FoundRun, findRun, replaceRun } from '../../store/runs.ts';
import type { Context } from '../context.ts';
import { requireProject } from '../projects/load.ts';

type Input = { readonly target: FoundRun; readonly body: RunUpdate };

export const updateRun = (context: Context, { target, body }: Input) => changeRun(context, target, body, 'replace');
export const mergeRun = (context: Context, { target, body }: Input) => changeRun(context, target, body, 'merge');

/** May be repeated. */
export const archiveRun = (context: Context, { target }: { target: FoundRun }) =>
  target.run.deleted ? show(target) : changeRun(context, target, { deleted: true }, 'replace');

const show = async ({ run, texts }: Pick<FoundRun, 'run' | 'texts'>) => publicRun(run, texts);

const mostTries = 20;

async function changeRun(context: Context, target: FoundRun, body: RunUpdate, how: How) {
  if (body.project !== undefined && body.project !== target.run.project) await requireProject(context, body.project);
  let found: FoundRun | null = target;
  for (let tries = 0; tries < mostTries; tries++) {
    const changed = await changeOnce(context, found, body, how);
    if (changed) return show(changed);
    if (tries > 2) await pause(tries - 2);
    found = await findRun(context.store, target.run.id);
    if (!found) throw notFound('training run', target.run.id);
  }
  throw tryAgain('The training run is being changed by others.');
}

/** Null when somebody else was faster. */
async function changeOnce(
  context: Context,
  before: FoundRun,
  body: RunUpdate,
  how: How,
): Promise<Pick<FoundRun, 'run' | 'texts'> | null> {
  const { run, texts } = before;
  const next = changeContents({ fields: run, texts }, body, how);
  const now = Math.floor(context.now() / 1000);
  const project = body.project ?? run.project;
  const changed = { ...changedRun(run, next.fields, next.texts, now), project };
  const stored = await replaceRun(context.store, before, changed, next.texts);
  return stored ? { run: changed, texts: next.texts } : null;
}
