// The repository's own tasks: formulas with known optima, and small models that are really trained. Everything is minimised.
import type { Task } from './task.ts';
import { conditional } from './tasks/conditional.ts';
import { formulas } from './tasks/formulas.ts';
import { mixed } from './tasks/mixed.ts';
import { kernelRidge } from './tasks/models/kernel-ridge.ts';
import { logistic } from './tasks/models/logistic.ts';
import { neighbors } from './tasks/models/neighbors.ts';
import { network } from './tasks/models/network.ts';
import { noisy } from './tasks/noisy.ts';

export const tasks: readonly Task[] = [
  ...formulas,
  ...mixed,
  ...conditional,
  ...noisy,
  kernelRidge,
  network,
  neighbors,
  logistic,
];
