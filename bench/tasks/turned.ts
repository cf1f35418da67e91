// Shifted and rotated boxes: formulas put into them have their optimum off the centre and no special axis.
import { gaussian, type Random, seeded } from '../random.ts';
import { type Assignments, double, num, type Param } from '../task.ts';

type Turned = {
  readonly params: readonly Param[];
  /** Coordinates, shape (d), in which the optimum lies at the origin. */
  readonly local: (x: Assignments) => number[];
  readonly optimum: Assignments;
};

/** `d` doubles in [-1, 1]; the origin of the local axes lies between 0.3 and 0.8 away from the centre on every axis of the box. */
export function turnedBox(d: number, seed: number): Turned {
  const rng = seeded(seed);
  const axes = rotation(d, rng);
  const center = Array.from({ length: d }, () => (0.3 + 0.5 * rng()) * (rng() < 0.5 ? -1 : 1));
  const names = center.map((_, i) => `x${i}`);
  return {
    params: names.map((name) => double(name, -1, 1)),
    local: (x) =>
      axes.map((axis) =>
        dot(
          axis,
          names.map((name, i) => num(x, name) - (center[i] ?? 0)),
        ),
      ),
    optimum: Object.fromEntries(names.map((name, i) => [name, center[i] ?? 0])),
  };
}

/** (d, d) orthonormal rows in a uniformly random direction: Gaussian rows made orthogonal. */
const rotation = (d: number, rng: Random): number[][] =>
  orthonormal(Array.from({ length: d }, () => Array.from({ length: d }, () => gaussian(rng))));

/** Rows made orthogonal one after another and of length one (Gram and Schmidt). */
export function orthonormal(rows: readonly (readonly number[])[]): number[][] {
  const done: number[][] = [];
  for (const start of rows) {
    let row = [...start];
    for (const other of done) {
      const share = dot(row, other);
      row = row.map((v, i) => v - share * (other[i] ?? 0));
    }
    const length = Math.hypot(...row);
    done.push(row.map((v) => v / length));
  }
  return done;
}

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);
