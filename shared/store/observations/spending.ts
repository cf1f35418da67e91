// What the observations of an experiment with tasks consumed of its budget, as its state counts it.

import { costOf, isMultitask } from '../../domain/definition/tasks.ts';
import type { Experiment } from '../../domain/experiment.ts';
import type { Observation } from '../../domain/observation.ts';
import type { State } from '../experiments/state.ts';

const billionth = 1e-9;

type Run = Pick<Observation, 'task'>;

const units = (experiment: Experiment, runs: readonly Run[]): number =>
  runs.reduce((sum, { task }) => sum + Math.round(costOf(experiment, task) / billionth), 0);

/** The change of the counter when `gained` come to count and `lost` no longer do; nothing without tasks, where the number of observations says it. */
export const spending = (experiment: Experiment, gained: readonly Run[], lost: readonly Run[]) =>
  isMultitask(experiment) ? { spent: units(experiment, gained) - units(experiment, lost) } : {};

/** Sum of costs, or the number of observations where there are no tasks. */
export const budgetConsumed = (experiment: Experiment, { spent, observationsLive }: State): number =>
  isMultitask(experiment) ? spent / 1e9 : observationsLive;
