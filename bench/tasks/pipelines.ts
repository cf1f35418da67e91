// Pipelines of three to six stages, 64 to 4096 branches: a suite of its own, for what bench/studies/branches.md says of spaces of many branches.
import type { Task } from '../task.ts';
import { pipeline } from './wide/branched.ts';

const make = (stages: number, seed: number): Task => ({
  ...pipeline(seed, stages),
  name: `pipeline${13 * stages}-${seed}`,
});

export const tasks: readonly Task[] = [
  make(3, 711),
  make(3, 712),
  make(4, 713),
  make(5, 714),
  make(5, 715),
  make(6, 716),
];
