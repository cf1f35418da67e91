// Shows one training run, archived ones included.
import { publicRun } from '../../domain/public/public-run.ts';
import type { FoundRun } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';

export const fetchRun = async (_: Context, { target }: { target: FoundRun }) => publicRun(target.run, target.texts);
