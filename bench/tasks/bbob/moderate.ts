// RR-6829, section 2: functions with low or moderate conditioning, f6 to f9.
import { along, around, dimension, type Landscape } from './landscape.ts';
import { place, rotation, rotations, seedOf } from './legacy-random.ts';
import { oscillate, squares, stretch, sum, turn, type Vector } from './transforms.ts';

/** f6: only a narrow cone of directions leads down; elsewhere a step costs a hundred times as much. */
function attractiveSector(): Landscape {
  const optimum = place(seedOf(6));
  const [r, q] = rotations(seedOf(6));
  return around(optimum, (x) => {
    const z = turn(q, stretch(10, turn(r, x)));
    return oscillate(squares(z.map((t, i) => (t * (optimum[i] ?? 0) > 0 ? 100 * t : t)))) ** 0.9;
  });
}

/** The steps of f7: wide ones, and finer ones near the optimum. */
const step = (t: number): number => (Math.abs(t) > 0.5 ? Math.round(t) : Math.round(10 * t) / 10);

/** f7: an ellipsoid of plateaus, a little tilted along one axis where it is flat. */
function stepEllipsoid(): Landscape {
  const [r, q] = rotations(seedOf(7));
  return around(place(seedOf(7)), (x) => {
    const hat = stretch(10, turn(r, x));
    const z = turn(q, hat.map(step));
    return 0.1 * Math.max(Math.abs(hat[0] ?? 0) / 10_000, sum(z.map((t, i) => 100 ** along(i) * t ** 2)));
  });
}

/** What f8 adds up, and f19 puts waves on: one number for each pair of neighbours. */
export const valley = (z: Vector): number[] =>
  z.slice(1).map((b, i) => 100 * ((z[i] ?? 0) ** 2 - b) ** 2 + ((z[i] ?? 0) - 1) ** 2);

const scale = Math.max(1, Math.sqrt(dimension) / 8);

/** f9 and f19 are turned about the origin: z = scale · R x + ½ is 1, …, 1 at their optimum. */
export function valleyTurned(seed: number, value: (z: Vector) => number): Landscape {
  const r = rotation(seed);
  const columns = r.map((_, j) => r.map((row) => row[j] ?? 0));
  return {
    value: (x) => value(turn(r, x).map((t) => scale * t + 0.5)),
    optimum: columns.map((column) => sum(column) / (2 * scale)),
  };
}

// f8 keeps its optimum within [-3, 3].
const rosenbrockPlace = place(seedOf(8)).map((t) => 0.75 * t);

export const moderate = {
  'attractive-sector': attractiveSector(),
  'step-ellipsoid': stepEllipsoid(),
  rosenbrock: around(rosenbrockPlace, (x) => sum(valley(x.map((t) => scale * t + 1)))),
  'rosenbrock-rotated': valleyTurned(seedOf(9), (z) => sum(valley(z))),
} satisfies Readonly<Record<string, Landscape>>;
