// Tasks of many parameters and a few hundred evaluations: a suite of its own, `npm run bench -- quality --suite bench/tasks/wide.ts --budget 300`.
import type { Task } from '../task.ts';
import { branched } from './wide/branched.ts';
import { formulas } from './wide/formulas.ts';
import { policy } from './wide/policy.ts';
import { route } from './wide/route.ts';
import { selection } from './wide/selection.ts';
import { weights } from './wide/weights.ts';

export const tasks: readonly Task[] = [...formulas, ...branched, route, policy, weights, selection];
