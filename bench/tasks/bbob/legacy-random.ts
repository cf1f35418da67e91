// Where COCO puts the optima and how it turns the axes: the random numbers that make an instance of 2009 what it is.
import { orthonormal } from '../turned.ts';
import { dimension } from './landscape.ts';
import type { Rows } from './transforms.ts';

const instance = 1;
/** The seed of a function by its number in the report. */
export const seedOf = (number: number): number => number + 10_000 * instance;

const modulus = 2 ** 31 - 1;
const tableSize = 32;
/** So that the numbers from 0 to the modulus fall on the 32 places of the table. */
const perPlace = 67_108_865;

/**
 * Numbers in (0, 1): the minimal standard generator (Park and Miller 1988, 16 807 modulo 2^31 − 1), shuffled through a
 * table (Bays and Durham 1976). The first eight numbers are dropped; the table is filled from its end.
 */
export function uniforms(count: number, seed: number): number[] {
  let state = seed;
  const next = (): number => {
    state = (16_807 * state) % modulus; // below 2^53, so exact
    return state;
  };
  for (let i = 0; i < 8; i++) next();
  const table = Array.from({ length: tableSize }, next).reverse();
  let last = table[0] ?? 0;
  return Array.from({ length: count }, () => {
    const place = Math.floor(last / perPlace);
    last = table[place] ?? 0;
    table[place] = next();
    return last / modulus;
  });
}

/** Standard normal numbers (Box and Muller 1958): all the radii are drawn before all the angles. */
export function gaussians(count: number, seed: number): number[] {
  const numbers = uniforms(2 * count, seed);
  const angles = numbers.slice(count);
  return angles.map((angle, i) => Math.sqrt(-2 * Math.log(numbers[i] ?? 1)) * Math.cos(2 * Math.PI * angle));
}

/** x_opt: each coordinate on a grid in [-4, 4). */
export const place = (seed: number): number[] =>
  uniforms(dimension, seed).map((u) => (8 * Math.floor(10_000 * u)) / 10_000 - 4);

/** An orthogonal matrix: Gaussian columns made orthogonal from the first to the last. */
export function rotation(seed: number): Rows {
  const numbers = gaussians(dimension ** 2, seed);
  const axes = Array.from({ length: dimension }, (_, i) => i);
  const columns = orthonormal(axes.map((j) => numbers.slice(j * dimension, (j + 1) * dimension)));
  return axes.map((i) => columns.map((column) => column[i] ?? 0));
}

/** The distance between the seeds of a function's two matrices, R and Q in the report; which of them comes first differs among functions. */
export const second = 1_000_000;

export const rotations = (seed: number): readonly [Rows, Rows] => [rotation(seed), rotation(seed + second)];
