// The 24 noiseless functions of BBOB (INRIA RR-6829), instance 1 in five dimensions as COCO has it: a suite of its own, `npm run bench -- quality --suite bench/tasks/bbob.ts`.
import { type Assignments, double, num, type Task } from '../task.ts';
import { conditioned } from './bbob/conditioned.ts';
import { dimension, type Landscape } from './bbob/landscape.ts';
import { moderate } from './bbob/moderate.ts';
import { multimodal } from './bbob/multimodal.ts';
import { separable } from './bbob/separable.ts';
import { weakStructure } from './bbob/weak-structure.ts';

const names = Array.from({ length: dimension }, (_, i) => `x${i}`);
const params = names.map((name) => double(name, -5, 5));

/** Values are f − f_opt: the report adds an arbitrary number to each function, which says nothing about a search. */
function task(name: string, { value, optimum }: Landscape): Task {
  const point: Assignments = Object.fromEntries(names.map((key, i) => [key, optimum[i] ?? 0]));
  const evaluate = (x: Assignments): number => value(names.map((key) => num(x, key)));
  return { name: `bbob-${name}`, family: 'bbob', params, evaluate, best: 0, optimum: point };
}

/** In the order of the report, f1 to f24. */
const landscapes = { ...separable, ...moderate, ...conditioned, ...multimodal, ...weakStructure };

export const tasks: readonly Task[] = Object.entries(landscapes).map(([name, landscape]) => task(name, landscape));
