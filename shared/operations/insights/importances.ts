// How much each parameter moves each metric: computed from today's model when asked for, and kept while the data stay as they are.

import type { Experiment, Metric } from '../../domain/experiment.ts';
import { guidingMetrics } from '../../domain/metric.ts';
import { problem } from '../../domain/problem.ts';
import { byText } from '../../domain/record.ts';
import { metricData } from '../../engine/dataset.ts';
import { quickFit } from '../../engine/fit.ts';
import { importances } from '../../engine/importance.ts';
import { sharesByName } from '../../engine/insights.ts';
import { type Prepared, prepare } from '../../engine/prepared.ts';
import type { Space } from '../../engine/space.ts';
import { pageObservations } from '../../store/observations.ts';
import type { ExperimentScope } from '../../store/scope.ts';
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
  const models = await modelsOf(scope, knowledge);
  const needed = fewestEach * dimensions.length;
  const fewest = Math.min(...models.map(({ model }) => model?.rows.counts.reduce((a, b) => a + b, 0) ?? 0));
  if (fewest < needed) throw tooEarly(fewest, needed);
  return models.flatMap(({ metric, model }) =>
    model ? show(metric, space, importances(space, model, seedOf(experiment.id))) : [],
  );
}

/** A model for every metric, sorted by name: of those that guide suggestions the stored ones, of the others one made here. */
async function modelsOf(scope: ExperimentScope, { space, prepared }: Knowledge) {
  const { experiment } = scope;
  const guides = guidingMetrics(experiment).map(({ name }) => name);
  const others = experiment.metrics.filter(({ name }) => !guides.includes(name));
  const more = others.length > 0 ? await fitOthers(scope, space, others) : [];
  return experiment.metrics
    .map((metric) => ({
      metric,
      model:
        (others.includes(metric) ? more[others.indexOf(metric)] : prepared?.metrics[guides.indexOf(metric.name)]) ??
        null,
    }))
    .sort((a, b) => byText(a.metric.name ?? '', b.metric.name ?? ''));
}

async function fitOthers(scope: ExperimentScope, space: Space, metrics: readonly Metric[]): Promise<Prepared[]> {
  const range = { above: null, below: null, newestFirst: true, take: newest, deleted: false };
  const { read } = await pageObservations(scope, range);
  const rows = rowsOf(scope.experiment, space, read, metrics);
  return metrics.map((_, k) => {
    const data = metricData(rows, k);
    return prepare(space, quickFit(space, data, { seed: seedOf(scope.experiment.id) }), data);
  });
}

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
