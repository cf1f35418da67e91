// Runs a random experiment: its history as the engine sees it, a model of it, and what the engine answers.

import {
  extendSurrogate,
  fitSurrogate,
  prepareSurrogate,
  type Surrogate,
} from '../../../shared/engine/learning/surrogate.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { stack } from '../../../shared/engine/numerics/vectors.ts';
import { leavesPoints } from '../../../shared/engine/space/feasible.ts';
import { randomPoint } from '../../../shared/engine/space/sample.ts';
import { decode, encode, makeSpace, type Space } from '../../../shared/engine/space/space.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Dataset, Point } from '../../../shared/engine/types.ts';
import { pickRows, rowsFrom } from '../../../shared/engine/values/dataset.ts';
import { readEarlier } from '../../../shared/engine/values/sources.ts';
import { earlierOf, type Places, type WildExperiment } from './arbitrary-experiment.ts';
import { ask } from './history.ts';

/** Points as reports bring them in: encoded values, inside of the bounds or not. */
function placesOf(space: Space, places: Places, count: number, seed: number): Point[] {
  const random = makeRandom(seed, 77);
  const [one, other] = [randomPoint(space, random), randomPoint(space, random)];
  return Array.from({ length: count }, (_, i) => {
    if (places === 'one') return one;
    if (places === 'anywhere') return randomPoint(space, random);
    const share = places === 'heap' ? 1e-9 * i : places === 'line' ? i / count : 3 * i;
    // A parameter that is inactive at the other point has no way there.
    const step = (k: number, unit: number): number => (other[k] ?? unit) - unit || 0;
    return one.map((unit, k) => (space.dimensions[k]?.scale ? unit + share * step(k, unit) : unit));
  });
}

function dataOf(wild: WildExperiment, space: Space): Dataset {
  const { n, places, seed, metrics, values, variance } = wild;
  const points = placesOf(space, places, n, seed).map((point) => onTask(space, point, seed));
  const earlier = earlierOf(
    wild,
    placesOf(space, 'anywhere', 6, seed + 1).map((point) => ({ assignments: decode(space, point), values: [] })),
  );
  return {
    ...{ n, points: stack(points) },
    columns: metrics.map((_, k) => ({
      values: Float64Array.from({ length: n }, (_, i) => values[k]?.(i) ?? Number.NaN),
      variances: Float64Array.from({ length: n }, (_, i) => variance(i)),
    })),
    ...(wild.earlier ? { earlier: [readEarlier(space, earlier, metrics.length)] } : {}),
  };
}

/** The same place as one of the tasks, which a mixture of two points need not be. */
function onTask(space: Space, point: Point, seed: number): Point {
  const { tasks } = space;
  if (!tasks) return point;
  const cost = tasks.costs[seed % tasks.costs.length];
  return encode(space, decode(space, point), cost) ?? point;
}

function preparedOf({ model, metrics, seed }: WildExperiment, space: Space, data: Dataset) {
  if (model === 'none') return null;
  if (model === 'fitted')
    return prepareSurrogate(space, stored(fitSurrogate(space, data, { previous: null, seed, metrics })), data);
  const half = Math.floor(data.n / 2);
  const first = {
    ...pickRows(
      data,
      Array.from({ length: half }, (_, i) => i),
    ),
    ...(data.earlier ? { earlier: data.earlier } : {}),
  };
  const fitted = fitSurrogate(space, first, { previous: null, seed, metrics });
  return extendSurrogate(prepareSurrogate(space, stored(fitted), first), rowsFrom(data, half, space.dimensions.length));
}

/** A model goes through the table as JSON, which has no NaN and no infinity. */
function stored(surrogate: Surrogate): Surrogate {
  const read: Surrogate = JSON.parse(JSON.stringify(surrogate));
  return read;
}

/** Whether a point that satisfies the constraints was found; the service refuses an experiment without any. */
export const leavesSomething = ({ problem }: WildExperiment): boolean => leavesPoints(makeSpace(problem));

export function answer(wild: WildExperiment) {
  const space = makeSpace(wild.problem);
  const data = dataOf(wild, space);
  const prepared = preparedOf(wild, space, data);
  const pending = placesOf(space, 'anywhere', wild.pending, wild.seed + 2).map((p) => onTask(space, p, wild.seed));
  const next = ask(data.n + pending.length + 1 + (wild.seed % 7), {
    ...wild.ask,
    pending,
    seed: wild.seed,
    metrics: wild.metrics,
  });
  return { space, data, prepared, next, proposals: suggest(space, { data, prepared }, next) };
}
