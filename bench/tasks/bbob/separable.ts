// RR-6829, section 1: functions that can be minimised one axis after another, f1 to f5.
import { rastrigin } from '../formulas.ts';
import { along, around, type Landscape } from './landscape.ts';
import { place, seedOf } from './legacy-random.ts';
import { lean, oscillate, squares, stretch, sum, type Vector } from './transforms.ts';

/** Curvatures spread over six powers of ten: f2, and f10 after a turn. */
export const ellipsoid = (z: Vector): number => sum(z.map((t, i) => 10 ** (6 * along(i)) * t ** 2));

/** f3 says z = Λ^10 T_asy^0.2(T_osz(…)). */
const bumpy = (x: Vector): number => rastrigin(stretch(10, lean(0.2, x.map(oscillate))));

/** f4: on every other axis, what lies above the optimum is ten times as steep. */
function buecheRastrigin(): Landscape {
  const skewed = (x: Vector): number[] =>
    stretch(10, x.map(oscillate)).map((t, i) => (t > 0 && i % 2 === 0 ? 10 * t : t));
  // COCO takes the instance of f3 and makes its even axes positive, which the report does not say.
  const optimum = place(seedOf(3)).map((t, i) => (i % 2 === 0 ? Math.abs(t) : t));
  return around(optimum, (x) => rastrigin(skewed(x)));
}

/** f5: a plane; the least value is in a corner of the box. The report's flat ground beyond that corner lies outside. */
function linearSlope(): Landscape {
  const optimum = place(seedOf(5)).map((t) => 5 * Math.sign(t));
  const slopes = optimum.map((t, i) => Math.sign(t) * 10 ** along(i));
  return { value: (x) => sum(slopes.map((s, i) => 5 * Math.abs(s) - s * (x[i] ?? 0))), optimum };
}

export const separable = {
  sphere: around(place(seedOf(1)), squares),
  'ellipsoid-separable': around(place(seedOf(2)), (x) => ellipsoid(x.map(oscillate))),
  'rastrigin-separable': around(place(seedOf(3)), bumpy),
  'bueche-rastrigin': buecheRastrigin(),
  'linear-slope': linearSlope(),
} satisfies Readonly<Record<string, Landscape>>;
