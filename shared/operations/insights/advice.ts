// Whether going on is worth it, and what the optimizer is waiting for. Advice alone: nothing stops by itself.

import { guidingMetrics } from '../../domain/metrics/metric.ts';
import { type Advice, patienceOf } from '../../engine/insights/advice.ts';
import { alikeOf } from '../../engine/insights/alike.ts';
import { adviceFor, ahead } from '../../engine/insights/insights.ts';
import { recommend } from '../../engine/insights/recommend.ts';
import { fewest } from '../../engine/learning/schedule.ts';
import { countSuccesses } from '../../engine/values/dataset.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { runAtWork } from '../../store/optimizer/lease.ts';
import { openSuggestions } from '../../store/suggestions/suggestions.ts';
import type { Context } from '../context.ts';
import { modelIsDue } from '../optimizer/due.ts';
import { mostOpen } from '../optimizer/open.ts';
import { askSettings, metricsOf, pointsOf, predictionsOf } from '../optimizer/problem.ts';
import { type Knowledge, knowledgeOf } from './knowledge.ts';

export async function advice({ now }: Context, { target: scope }: { target: ExperimentScope }) {
  const knowledge = await knowledgeOf(scope);
  const opinion = await opinionOf(scope, knowledge);
  return {
    object: 'advice' as const,
    level: levels[opinion?.level ?? 'keep-going'],
    should_stop: opinion?.level === 'stop',
    regret_bound: opinion?.regretBound ?? null,
    expected_gain: opinion?.expectedGain ?? null,
    evaluations_ahead: ahead,
    since_improvement: opinion?.sinceImprovement ?? null,
    patience: patienceOf(knowledge.space),
    recommendation: recommendationOf(scope, knowledge),
    transfer: transferOf(scope, knowledge),
    model_version: knowledge.modelVersion,
    data_version: scope.state.dataVersion,
    optimizer: activityOf(scope, knowledge, now()),
  };
}

const levels = { 'keep-going': 'keep_going', diminishing: 'diminishing', stop: 'stop' } as const;

/** The observed point to take, with what is expected there; null while there are too few successes for a model, and where recommend.ts has none. */
function recommendationOf({ experiment }: ExperimentScope, { space, data, prepared }: Knowledge) {
  if (!prepared || countSuccesses(data) < fewest) return null;
  const found = recommend(space, prepared, metricsOf(experiment));
  return found && { assignments: found.assignments, predicted: [...predictionsOf(experiment, found.predicted)] };
}

/** What each earlier experiment is taken for, metric by metric. Nothing is said (null) while there are too few successes to judge by. */
function transferOf({ experiment }: ExperimentScope, { data, prepared }: Knowledge) {
  const { transferFrom } = experiment;
  const judges = prepared && countSuccesses(data) >= fewest ? prepared.metrics : [];
  return guidingMetrics(experiment).flatMap((metric, k) => {
    const model = judges[k];
    const alike = model ? alikeOf(model, transferFrom.length) : [];
    return transferFrom.map((id, s) => ({
      ...{ experiment: id, metric: metric.name, observations: countValues(data.earlier?.[s]?.columns[k]) },
      ...(alike[s] ?? { believed: null, correlation: null }),
    }));
  });
}

const countValues = (values: Float64Array = new Float64Array(0)): number => values.filter(Number.isFinite).length;

/** Null while there are too few successes for a model, also for one that is made for this answer, and unless one metric alone guides the search. */
async function opinionOf(scope: ExperimentScope, { space, data, prepared }: Knowledge): Promise<Advice | null> {
  const { experiment, state } = scope;
  if (!prepared || countSuccesses(data) < fewest) return null;
  const pending = pointsOf(experiment, space, await openSuggestions(scope, state, mostOpen));
  return adviceFor(
    space,
    { data, prepared },
    {
      ...askSettings(experiment, space),
      ...{ kind: experiment.type, number: state.asks + 1, pending, count: 1 },
    },
  );
}

type Activity = { readonly state: 'working' | 'due' | 'idle'; readonly reason: string };

/** What the optimizer does for the experiment right now, and if nothing, why. */
function activityOf({ experiment, state }: ExperimentScope, { data }: Knowledge, now: number): Activity {
  const idle = (reason: string): Activity => ({ state: 'idle', reason });
  if (experiment.state === 'deleted') return idle('The experiment is archived.');
  if (experiment.development) return idle('A development experiment is answered at random and has no model.');
  if (experiment.type !== 'offline') return idle(`An experiment of type ${experiment.type} needs no model.`);
  if (runAtWork(state, now) !== null) return { state: 'working', reason: 'A model is being computed.' };
  const successes = countSuccesses(data);
  if (successes < fewest) return idle(`A model needs ${fewest} successful observations, there are ${successes}.`);
  if (modelIsDue(experiment, state))
    return { state: 'due', reason: 'A model of the newest observations is waiting to be computed.' };
  return idle('The model is up to date; the next one follows the next observations.');
}
