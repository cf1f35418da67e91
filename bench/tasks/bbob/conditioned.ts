// RR-6829, section 3: functions of one basin with very different scales, f10 to f14.
import { along, around, type Landscape } from './landscape.ts';
import { place, rotation, rotations, second, seedOf } from './legacy-random.ts';
import { ellipsoid } from './separable.ts';
import { lean, oscillate, squares, stretch, sum, turn, type Vector } from './transforms.ts';

/** `value` of R(x − x_opt). */
function turned(number: number, value: (z: Vector) => number): Landscape {
  const r = rotation(seedOf(number) + second);
  return around(place(seedOf(number)), (x) => value(turn(r, x)));
}

/** f11: one axis is a thousand times as sensitive as the others. */
const discus = ([first = 0, ...rest]: Vector): number => 10 ** 6 * first ** 2 + squares(rest);

/** f12: one axis is a thousand times less sensitive than the others, and bent. COCO draws its x_opt from the seed of R. */
function bentCigar(): Landscape {
  const seed = seedOf(12) + second;
  const r = rotation(seed);
  return around(place(seed), (x) => {
    const [first = 0, ...rest] = turn(r, lean(0.5, turn(r, x)));
    return first ** 2 + 10 ** 6 * squares(rest);
  });
}

/** f13: a ridge that stays as sharp all the way down. */
function sharpRidge(): Landscape {
  const [r, q] = rotations(seedOf(13));
  return around(place(seedOf(13)), (x) => {
    const [first = 0, ...rest] = turn(q, stretch(10, turn(r, x)));
    return first ** 2 + 100 * Math.sqrt(squares(rest));
  });
}

/** f14: the sensitivities drift apart on the way to the optimum. */
const differentPowers = (z: Vector): number => Math.sqrt(sum(z.map((t, i) => Math.abs(t) ** (2 + 4 * along(i)))));

export const conditioned = {
  ellipsoid: turned(10, (z) => ellipsoid(z.map(oscillate))),
  discus: turned(11, (z) => discus(z.map(oscillate))),
  'bent-cigar': bentCigar(),
  'sharp-ridge': sharpRidge(),
  'different-powers': turned(14, differentPowers),
} satisfies Readonly<Record<string, Landscape>>;
