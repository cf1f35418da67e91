// A model made on the spot where none is stored: after old observations were uploaded or the space was edited, until the slow lane has learned one.

import { prepareSurrogate, quickSurrogate } from '../../engine/learning/surrogate.ts';
import { countSuccesses } from '../../engine/values/dataset.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { remember } from './memory.ts';
import { metricsOf, seedOf } from './problem.ts';
import type { View } from './view.ts';

/** The view with a model; as it is when it has one, or fewer than two evaluations have succeeded. Remembered, so that the next asks go on from there. */
export function withQuickModel({ pk, experiment }: ExperimentScope, view: View): View {
  const { space, data, prepared } = view;
  if (prepared || countSuccesses(data) < 2) return view;
  const options = { seed: seedOf(experiment.id), metrics: metricsOf(experiment) };
  const quick = prepareSurrogate(space, quickSurrogate(space, data, options), data);
  const made = { ...view, generation: null, document: null, prepared: quick };
  remember(pk, made);
  return made;
}
