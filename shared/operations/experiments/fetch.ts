// Shows one experiment, archived ones included; one made of runs is shown at an address of its own.
import { problem } from '../../domain/problem.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { Context } from '../context.ts';
import { showExperiment } from './progress.ts';

export function fetchExperiment(_: Context, { target }: { target: ExperimentScope }) {
  const { id, runsOnly } = target.experiment;
  if (runsOnly) throw movedTo(`/v1/aiexperiments/${id}`);
  return showExperiment(target);
}

const movedTo = (location: string) =>
  problem(301, `This experiment is made of runs. Use ${location}.`, { headers: { Location: location } });
