// The 24 functions of BBOB: the ones that COCO has, not merely functions like them.
import { expect, test } from 'vitest';
import { seeded } from '../../../bench/random.ts';
import type { Assignments, Task } from '../../../bench/task.ts';
import { tasks } from '../../../bench/tasks/bbob.ts';
import recorded from './bbob-values.json' with { type: 'json' };

/*
 * Values less f_opt at the same three points, function by function, as coco-experiment 2.8.2 gives them. To make them anew
 * (`pip install coco-experiment==2.8.2`; the optimum is only to be had by way of a file):
 *
 *   import cocoex, json, numpy
 *   points = [[1.3, -2.7, 0.4, 3.9, -4.6], [-4.9, 4.2, -1.1, -0.3, 2.8], [4.5, 3.1, -3.3, -2.2, -0.7]]
 *   def values(f):
 *       f._best_parameter('print')
 *       least = f(numpy.loadtxt('._bbob_problem_best_parameter.txt'))
 *       return [f(x) - least for x in points]
 *   suite = cocoex.Suite('bbob', 'instances:1', 'dimensions:5')
 *   print(json.dumps({'points': points, 'values': [values(f) for f in suite]}))
 */
const { points, values } = recorded;

const at = (task: Task, x: Assignments): number => Number(task.evaluate(x, seeded(1)));
const named = (point: readonly number[]): Assignments => Object.fromEntries(point.map((value, i) => [`x${i}`, value]));
const each = tasks.map((task, i) => [task.name, task, values[i] ?? []] as const);

// Guarantee: nothing is missing, and f1 to f24 stand in the order of the report.
test('there are twenty-four functions, and as many recorded', () => {
  expect(tasks.length).toBe(24);
  expect(values.length).toBe(24);
});

// Guarantee: a value says as much as one of COCO's. The last digits differ, because sums are taken in another order and the
// waves of f19 turn a rounding of 1e-16 in their argument into one of 1e-10 of the value; a wrong constant shows earlier.
test.each(each)('%s has the values of COCO', (_, task, expected) => {
  expect(expected.length).toBe(points.length);
  const errors = points.map((point, i) => at(task, named(point)) / (expected[i] ?? 0) - 1);
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1e-9);
});

// Guarantee: regret is counted from the true least value, and the point that has it may be asked for. Up to 1e-9, because
// f9, f19 and f20 have an optimum whose coordinates are rounded; the others are exact.
test.each(each)('%s has its least value, 0, at its optimum within the box', (_, task) => {
  const { best, optimum = {} } = task;
  expect(best).toBe(0);
  expect(Math.abs(at(task, optimum))).toBeLessThan(1e-9);
  const coordinates = task.params.map(({ name }) => Number(optimum[name]));
  expect(coordinates.every((value) => value >= -5 && value <= 5)).toBe(true);
});
