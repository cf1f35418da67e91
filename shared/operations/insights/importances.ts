// How much each parameter moves each metric: computed from today's model when asked for, and kept while the data stay as they are.

import type { Experiment, Metric } from '../../domain/experiment.ts';
import { guidingMetrics } from '../../domain/metrics/metric.ts';
import { problem } from '../../domain/problem.ts';
import { byText } from '../../domain/record.ts';
import { importances } from '../../engine/insights/importance.ts';
import { sharesByName } from '../../engine/insights/insights.ts';
import { quickFit } from '../../engine/learning/fit.ts';
import { type Prepared, prepare } from '../../engine/model/prepared.ts';
import type { Space } from '../../engine/space/space.ts';
import type { Data, Dataset } from '../../engine/types.ts';
import { countSuccesses, metricData } from '../../engine/values/dataset.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { pageObservations } from '../../store/observations/observations.ts';
import type { Context } from '../context.ts';
import { rowsOf, seedOf, spaceOf } from '../optimizer/problem.ts';
import { wholePage } from '../page.ts';
import { type Knowledge, knowledgeOf } from './knowledge.ts';

/** Successful observations for each parameter below which shares would say more about chance than about the metric. */
const fewestEach = 3;
/** Newest observations that a metric is judged by which no suggestion depends on, and which therefore has no stored model. */
const newest = 500;

type Shown = {
  readonly object: 'metric_importances';
  readonly metric: string | null;
  readonly importances: Record<string, number>;
};

/** Answers by experiment, the newest last; a dashboard asks again and again while nothing changes. */
const known = new Map<string, { readonly version: string; readonly shown: Shown[] }>();
const mostKnown = 200;

export async function metricImportances(_: Context, { target: scope }: { target: ExperimentScope }) {
  const { dataVersion, model } = scope.state;
  const version = `${scope.experiment.revision} ${dataVersion} ${model?.generation}`;
  const kept = known.get(scope.pk);
  if (kept?.version === version) return wholePage(kept.shown);
  const shown = await compute(scope);
  known.delete(scope.pk);
  known.set(scope.pk, { version, shown });
  for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
  return wholePage(shown);
}

/** Computes them anew; the answer is empty, as the contract has it. */
export async function forceImportances(context: Context, input: { target: ExperimentScope }) {
  refuseUnsupported(input.target.experiment, spaceOf(input.target.experiment));
  known.delete(input.target.pk);
  await metricImportances(context, input);
  return {};
}

async function compute(scope: ExperimentScope): Promise<Shown[]> {
  const { experiment } = scope;
  const space = spaceOf(experiment);
  const { dimensions } = parametersOf(space);
  if (dimensions.length < 2 && !experiment.development)
    return experiment.metrics.map((metric) => show(metric, space, [1]));
  refuseUnsupported(experiment, space);
  const knowledge = await knowledgeOf(scope);
  const others = await othersOf(scope, space);
  const needed = fewestEach * dimensions.length;
  // Each counts for one, whatever a model makes of it: repetitions and uneven deviations are worth less, but are not fewer.
  const fewest = Math.min(
    countSuccesses(knowledge.data),
    others ? countSuccesses(others.data) : Number.POSITIVE_INFINITY,
  );
  if (fewest < needed) throw tooEarly(fewest, needed);
  return modelsOf(experiment, knowledge, others).flatMap(({ metric, model }) =>
    model ? show(metric, space, importances(space, model, seedOf(experiment.id))) : [],
  );
}

/** Metrics that guide no suggestion, with the observations that they are judged by. */
type Others = { readonly metrics: readonly Metric[]; readonly data: Dataset };

/** Null where every metric guides suggestions. */
async function othersOf(scope: ExperimentScope, space: Space): Promise<Others | null> {
  const guides = guidingMetrics(scope.experiment);
  const metrics = scope.experiment.metrics.filter((metric) => !guides.includes(metric));
  if (metrics.length === 0) return null;
  const range = { above: null, below: null, newestFirst: true, take: newest, deleted: false };
  const { read } = await pageObservations(scope, range);
  return { metrics, data: rowsOf(scope.experiment, space, read, metrics) };
}

/** A model for every metric, sorted by name: of those that guide suggestions the stored ones, of the others one made here. */
function modelsOf(experiment: Experiment, { space, prepared }: Knowledge, others: Others | null) {
  const guides = guidingMetrics(experiment);
  const modelOf = (metric: Metric): Prepared | null =>
    others?.metrics.includes(metric)
      ? fitOther(experiment, space, metricData(others.data, others.metrics.indexOf(metric)))
      : (prepared?.metrics[guides.indexOf(metric)] ?? null);
  return experiment.metrics
    .map((metric) => ({ metric, model: modelOf(metric) }))
    .sort((a, b) => byText(a.metric.name ?? '', b.metric.name ?? ''));
}

const fitOther = ({ id }: Experiment, space: Space, data: Data): Prepared =>
  prepare(space, quickFit(space, data, { seed: seedOf(id) }), data);

/** The space without its tasks, which are no parameter. */
const parametersOf = (space: Space): Space => space.tasks?.target ?? space;

const show = ({ name }: Metric, space: Space, shares: ArrayLike<number>): Shown => ({
  object: 'metric_importances',
  metric: name,
  importances: sharesByName(space, shares),
});

function refuseUnsupported({ development }: Experiment, space: Space): void {
  if (development)
    throw problem(422, 'A development experiment has no model, so it has no importances. Use a production token.');
  if (parametersOf(space).dimensions.length < 2)
    throw problem(422, 'There is nothing to compute with one parameter: its importance is always 1.');
}

const tooEarly = (have: number, needed: number) =>
  problem(
    422,
    `Importances need ${needed} successful observations (${fewestEach} for each parameter), there are ${have}. Report more.`,
  );
