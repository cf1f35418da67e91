// The training runs that reported the best assignments of an experiment.
import { publicRun } from '../../domain/public/public-run.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { findRun } from '../../store/runs/runs.ts';
import { fitting } from '../../store/table/pages.ts';
import type { Context } from '../context.ts';
import { wholePage } from '../page.ts';
import { bestOf } from './best-assignments.ts';

/** In the order of the best assignments; as many as an answer can carry. */
export async function bestRuns({ store }: Context, { target }: { target: ExperimentScope }) {
  const ids = (await bestOf(target)).flatMap(({ run }) => run ?? []);
  const found = await Promise.all(ids.map((id) => findRun(store, id)));
  const shown = found.flatMap((each) => (each ? [publicRun(each.run, each.texts)] : []));
  return wholePage(shown.slice(0, fitting(shown)));
}
