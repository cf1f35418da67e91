// Minimization in a box cut by half spaces: steps along the gradient, projected, with the length of the last curvature.
import { at } from '../kernels/at.ts';
import type { Differentiable, Limits } from '../numerics/lbfgs.ts';
import { dot } from '../numerics/vectors.ts';
import { type Cut, project } from './projection.ts';

type State = { readonly x: Float64Array; readonly value: number; readonly gradient: Float64Array };

/**
 * A point of the set at least as good as the one nearest to `start`. Spectral projected gradient (Birgin, Martínez & Raydan 2000, SPG2), made
 * monotone: the line from a point of a convex set to a projection stays inside, so every step is feasible.
 */
export function minimizeWithin(f: Differentiable, start: Float64Array, cut: Cut, limits: Limits): Float64Array {
  let now = evaluate(f, project(cut, start.slice()));
  let length = Math.min(1, 0.5 / largest(now.gradient));
  for (let iteration = 0; iteration < limits.iterations; iteration++) {
    const target = project(
      cut,
      now.x.map((v, j) => v - length * at(now.gradient, j)),
    );
    const direction = target.map((v, j) => v - at(now.x, j));
    if (!(largest(direction) > 1e-3 * limits.tolerance)) break;
    const next = descend(f, now, direction);
    if (!next) break;
    length = curvature(now, next);
    const gain = now.value - next.value;
    now = next;
    if (gain < 1e-9 * (1 + Math.abs(now.value))) break;
  }
  return now.x;
}

function evaluate(f: Differentiable, x: Float64Array): State {
  const gradient = new Float64Array(x.length);
  return { x, value: f(x, gradient), gradient };
}

const largest = (x: Float64Array): number => x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** The first of ever shorter steps that descends enough (Armijo); null when none does. */
function descend(f: Differentiable, { x, value, gradient }: State, direction: Float64Array): State | null {
  const slope = dot(gradient, direction);
  for (let share = 1; share > 1e-4; share *= 0.4) {
    const next = evaluate(
      f,
      x.map((v, j) => v + share * at(direction, j)),
    );
    if (next.value <= value + 1e-4 * share * slope && Number.isFinite(next.value)) return next;
  }
  return null;
}

/** The step length that fits the last change of the gradient (Barzilai & Borwein 1988); long where the function bends the other way. */
function curvature(from: State, to: State): number {
  const step = to.x.map((v, j) => v - at(from.x, j));
  const change = to.gradient.map((v, j) => v - at(from.gradient, j));
  const bend = dot(step, change);
  return bend > 0 ? Math.min(1e6, Math.max(1e-6, dot(step, step) / bend)) : 1e3;
}
