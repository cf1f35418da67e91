// When the suggestions computed ahead have to be computed anew although no data came.
import type { Experiment } from '../../domain/experiment.ts';
import type { State } from '../../store/state.ts';

/** A client that is alone reports before it asks again, and gets a new pool by that. */
export const poolIsLow = (
  { parallelBandwidth }: Experiment,
  { model, poolServed }: Pick<State, 'model' | 'poolServed'>,
): boolean => (parallelBandwidth ?? 1) > 1 && poolServed > 0 && (model?.pool ?? 0) - poolServed <= 1;
