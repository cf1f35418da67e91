// Shows one experiment, archived ones included.
import type { ExperimentScope } from '../../store/scope.ts';
import type { Context } from '../context.ts';
import { showExperiment } from './progress.ts';

export const fetchExperiment = (_: Context, { target }: { target: ExperimentScope }) => showExperiment(target);
