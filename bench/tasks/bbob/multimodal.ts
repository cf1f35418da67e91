// RR-6829, section 4: functions of many optima that together show the way to the best, f15 to f19.
import { rastrigin } from '../formulas.ts';
import { around, dimension, type Landscape } from './landscape.ts';
import { place, rotations, seedOf } from './legacy-random.ts';
import { valley, valleyTurned } from './moderate.ts';
import { lean, oscillate, stretch, sum, turn, type Vector } from './transforms.ts';

/** f15: the Rastrigin function of f3, turned before and after each of its transformations. */
function turnedRastrigin(): Landscape {
  const [q, r] = rotations(seedOf(15));
  return around(place(seedOf(15)), (x) => {
    const uneven = lean(0.2, turn(r, x).map(oscillate));
    return rastrigin(turn(r, stretch(10, turn(q, uneven))));
  });
}

const octaves = Array.from({ length: 12 }, (_, k) => k);
/** Waves upon waves: nowhere smooth in the limit. */
const rugged = (t: number): number => sum(octaves.map((k) => 0.5 ** k * Math.cos(2 * Math.PI * 3 ** k * (t + 0.5))));

/** f16: rugged at every scale, and many optima are equal; x_opt is one of them. */
function weierstrass(): Landscape {
  const [q, r] = rotations(seedOf(16));
  const least = rugged(0);
  return around(place(seedOf(16)), (x) => {
    const z = turn(r, stretch(1 / 100, turn(q, turn(r, x).map(oscillate))));
    return 10 * (sum(z.map(rugged)) / dimension - least) ** 3;
  });
}

/** The F7 of Schaffer and others 1989: waves whose length and height shrink towards the optimum. */
function schaffersWaves(z: Vector): number {
  const radii = z.slice(1).map((b, i) => Math.hypot(z[i] ?? 0, b));
  const terms = radii.map((s) => Math.sqrt(s) * (1 + Math.sin(50 * s ** 0.2) ** 2));
  return (sum(terms) / terms.length) ** 2;
}

/** f17 and, stretched more, f18; COCO gives both the instance of f17. */
function schaffers(alpha: number): Landscape {
  const [q, r] = rotations(seedOf(17));
  return around(place(seedOf(17)), (x) => schaffersWaves(stretch(alpha, turn(q, lean(0.5, turn(r, x))))));
}

/** f19: Griewank's waves on the terms of Rosenbrock's valley. */
const griewankRosenbrock = (z: Vector): number =>
  10 + (10 / (dimension - 1)) * sum(valley(z).map((s) => s / 4000 - Math.cos(s)));

export const multimodal = {
  rastrigin: turnedRastrigin(),
  weierstrass: weierstrass(),
  schaffers: schaffers(10),
  'schaffers-ill': schaffers(1000),
  'griewank-rosenbrock': valleyTurned(seedOf(19), griewankRosenbrock),
} satisfies Readonly<Record<string, Landscape>>;
