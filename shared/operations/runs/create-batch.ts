// Makes many training runs of a project, in the order given: all of them, or none.
import { checkAnswerSize } from '../../domain/document-size.ts';
import { publicRun } from '../../domain/public/public-run.ts';
import { newRun } from '../../domain/runs/run.ts';
import { newContents } from '../../domain/runs/run-change.ts';
import type { NewRunInput } from '../../domain/runs/run-input.ts';
import type { StoredProject } from '../../store/projects/projects.ts';
import { createRuns as store } from '../../store/runs/batch-runs.ts';
import type { Context } from '../context.ts';
import { wholePage } from '../page.ts';

type Input = {
  readonly target: StoredProject;
  readonly body: { readonly runs: readonly NewRunInput[] };
  readonly fields: readonly string[] | null;
};

/** An answer that could not be sent is refused before anything is stored; only the fields that are wanted count. */
export async function createRuns(context: Context, { target, body, fields }: Input) {
  const contents = body.runs.map((input, i) => newContents(input, `runs[${i}]`));
  const { user, development } = context.identity;
  const { id: project, client } = target.project;
  const made = { client, project, experiment: null, user, development, created: Math.floor(context.now() / 1000) };
  let id = '0';
  const runs = contents.map(({ fields: said, texts }) => {
    id = context.store.nextId(id);
    return { run: newRun({ ...made, id }, said, texts), texts };
  });
  const shown = runs.map(({ run, texts }) => publicRun(run, texts));
  checkAnswerSize(fields ? shown.map((one) => only(fields, one)) : shown, 'runs');
  await store(context.store, project, runs);
  return wholePage(shown);
}

const only = (fields: readonly string[], one: object): object =>
  Object.fromEntries(Object.entries(one).filter(([name]) => fields.includes(name)));
