// The repository's tasks with logarithmic ranges, as someone states them who forgets to say so: a suite of its own, for what bench/studies/bends.md says.

import type { Param, Task } from '../task.ts';
import { tasks as all } from '../tasks.ts';

const isLogarithmic = (param: Param): boolean => param.type !== 'categorical' && param.log === true;

const onLinearScale = (param: Param): Param => (param.type === 'categorical' ? param : { ...param, log: false });

export const tasks: readonly Task[] = all
  .filter(({ params }) => params.some(isLogarithmic))
  .map((task) => ({ ...task, name: `${task.name}-unscaled`, params: task.params.map(onLinearScale) }));
