// Hyperparameters that few data leave possible: draws from their posterior by Hamiltonian Monte Carlo (Neal 2011, "MCMC using Hamiltonian dynamics", §3.2).
import { at } from '../kernels/at.ts';
import type { Theta } from '../model/prior.ts';
import type { Box, Differentiable } from '../numerics/lbfgs.ts';
import type { Random } from '../numerics/random.ts';

/** Leapfrog steps of a trajectory, and trajectories between two draws: enough to leave the last one, few enough for milliseconds. */
const [steps, thinning] = [6, 3];
/** Length of the first leapfrog step; hyperparameters are logarithms and known to a few tenths. It adapts to what is accepted. */
const [firstLength, shortestLength, longestLength] = [0.25, 0.01, 1];

type Place = { readonly x: Theta; readonly value: number; readonly gradient: Float64Array };

/** `count` draws from the density exp(−cost) in the box, by a chain that begins at `start`, its mode. Some 20 evaluations of the cost a draw. */
export function drawThetas(cost: Differentiable, start: Theta, box: Box, count: number, random: Random): Theta[] {
  const gradient = new Float64Array(start.length);
  let here: Place = { x: start, value: cost(start, gradient), gradient };
  let length = firstLength;
  return Array.from({ length: count }, () => {
    for (let i = 0; i < thinning; i++) {
      const momentum = Float64Array.from(start, () => random.normal());
      const before = here.value + kinetic(momentum);
      const there = glide(cost, here, momentum, length, box);
      const accepted = Math.log(random.uniform()) < before - (there.value + kinetic(momentum));
      if (accepted) here = there;
      length = Math.min(longestLength, Math.max(shortestLength, length * (accepted ? 1.05 : 0.8)));
    }
    return here.x;
  });
}

const kinetic = (momentum: Float64Array): number => 0.5 * momentum.reduce((sum, p) => sum + p * p, 0);

/** Leapfrog steps from a place, off the walls of the box; `momentum` is what is left of it at the end. */
function glide(cost: Differentiable, from: Place, momentum: Float64Array, length: number, box: Box): Place {
  const [x, gradient] = [from.x.slice(), from.gradient.slice()];
  let { value } = from;
  for (let step = 0; step < steps && Number.isFinite(value); step++) {
    push(momentum, gradient, 0.5 * length);
    for (let k = 0; k < x.length; k++) x[k] = at(x, k) + length * at(momentum, k);
    reflect(x, momentum, box);
    value = cost(x, gradient);
    push(momentum, gradient, 0.5 * length);
  }
  return { x, value, gradient };
}

function push(momentum: Float64Array, gradient: Float64Array, time: number): void {
  for (let k = 0; k < momentum.length; k++) momentum[k] = at(momentum, k) - time * at(gradient, k);
}

/** Off a wall once; whatever is still outside stays at the wall, as do hyperparameters that are fixed. */
function reflect(x: Theta, momentum: Float64Array, { lower, upper }: Box): void {
  for (let k = 0; k < x.length; k++) {
    const [low, high] = [at(lower, k), at(upper, k)];
    const wall = at(x, k) < low ? low : at(x, k) > high ? high : null;
    if (wall === null) continue;
    x[k] = Math.min(high, Math.max(low, 2 * wall - at(x, k)));
    momentum[k] = -at(momentum, k);
  }
}
