// When there is work for the optimizer: its compute and its writes are most of what an experiment costs.
import type { Experiment } from '../../domain/experiment.ts';
import { fewest, fitIsDue } from '../../engine/learning/schedule.ts';
import { modelFormat } from '../../engine/model/model.ts';
import type { State, StoredModel } from '../../store/experiments/state.ts';

const inParallel = ({ parallelBandwidth }: Experiment): boolean => (parallelBandwidth ?? 1) > 1;

/** Whether the stored model is one of today's search space, in words that this version of the engine knows. */
export const isReadable = ({ revision }: Pick<Experiment, 'revision'>, model: StoredModel): boolean =>
  model.revision === revision && model.format === modelFormat;

/**
 * A new model is due by the engine's schedule, and after every edit. Between two fits the request itself knows the newest observations, so a
 * client that is alone needs nothing; several at once also need a new pool after each report, lest their asks wait for each other.
 */
export function modelIsDue(
  experiment: Experiment,
  state: Pick<State, 'model' | 'edits' | 'dataVersion' | 'observationsLive'>,
): boolean {
  if (experiment.type !== 'offline' || experiment.development || experiment.state === 'deleted') return false;
  if (state.observationsLive < fewest) return false;
  const { model } = state;
  if (!model || !isReadable(experiment, model) || model.edits !== state.edits) return true;
  if (inParallel(experiment)) return model.dataVersion < state.dataVersion;
  return fitIsDue(model.fitted, state.observationsLive);
}

/** Suggestions computed ahead run out although no data came. */
export const poolIsLow = (
  experiment: Experiment,
  { model, poolServed }: Pick<State, 'model' | 'poolServed'>,
): boolean => inParallel(experiment) && poolServed > 0 && (model?.pool ?? 0) - poolServed <= 1;
