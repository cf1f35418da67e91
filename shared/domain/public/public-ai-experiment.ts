// An experiment made of runs as the wire shows it: the keys of any experiment, with a budget and a progress that count runs.
import type { Experiment } from '../experiment.ts';
import { publicExperiment } from './public.ts';

/** Runs that are not archived. */
type RunsProgress = { readonly active: number; readonly finished: number };

const noReports = { observationCount: 0, first: null, last: null, best: null, budgetConsumed: 0 };

export function publicAiExperiment(experiment: Experiment, runs: RunsProgress) {
  const {
    development: _,
    observation_budget: budget,
    progress: _reports,
    ...shared
  } = publicExperiment(experiment, noReports);
  return {
    ...shared,
    object: 'aiexperiment' as const,
    runs_only: true as const,
    budget,
    progress: {
      object: 'progress' as const,
      finished_run_count: runs.finished,
      active_run_count: runs.active,
      total_run_count: runs.finished + runs.active,
      remaining_budget: budget === null ? null : budget - runs.finished,
    },
  };
}
