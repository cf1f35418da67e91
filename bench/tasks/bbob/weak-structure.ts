// RR-6829, section 5: functions of many optima that say little about where the best is, f20 to f24.
import { gallagher } from './gallagher.ts';
import { around, dimension, type Landscape } from './landscape.ts';
import { gaussians, place, rotations, seedOf, uniforms } from './legacy-random.ts';
import { penalty, squares, stretch, sum, turn, type Vector } from './transforms.ts';

const depths = (z: Vector): number => sum(z.map((t) => t * Math.sin(Math.sqrt(Math.abs(t)))));

/** f20: the best of its optima lie near corners of where z goes without penalty, far from each other. */
function schwefel(): Landscape {
  const signs = uniforms(dimension, seedOf(20)).map((u) => (u < 0.5 ? -1 : 1));
  const edge = 4.2096874637; // 2 |x_opt|; the report's last digit is a 3, COCO's a 7
  const z = (x: Vector): number[] => {
    const hat = x.map((t, i) => 2 * (signs[i] ?? 1) * t);
    const tied = hat.map((t, i) => (i === 0 ? t : t + 0.25 * ((hat[i - 1] ?? 0) - edge)) - edge);
    return stretch(10, tied).map((t) => 100 * (t + edge));
  };
  const value = (x: Vector): number =>
    4.189828872724339 - depths(z(x)) / (100 * dimension) + 100 * penalty(z(x).map((t) => t / 100));
  return { value, optimum: signs.map((sign) => (sign * edge) / 2) };
}

const scales = Array.from({ length: 32 }, (_, j) => 2 ** (j + 1));
/** Distance to the nearest whole number at every scale: continuous, and nowhere differentiable in the limit. */
const crumpled = (t: number): number => sum(scales.map((s) => Math.abs(s * t - Math.round(s * t)) / s));

/** f23: very rugged, and hardly any slope behind it. */
function katsuura(): Landscape {
  const [r, q] = rotations(seedOf(23));
  return around(place(seedOf(23)), (x) => {
    const z = turn(q, stretch(100, turn(r, x)));
    const product = z.reduce((p, t, i) => p * (1 + (i + 1) * crumpled(t)) ** (10 / dimension ** 1.2), 1);
    return (10 / dimension ** 2) * (product - 1);
  });
}

/** f24: Rastrigin's dents in two funnels, of which the wider one has not the best optimum. */
function lunacek(): Landscape {
  const [r, q] = rotations(seedOf(24));
  const optimum = gaussians(dimension, seedOf(24)).map((t) => (t < 0 ? -1.25 : 1.25));
  const mu0 = 2.5;
  const s = 1 - 1 / (2 * Math.sqrt(dimension + 20) - 8.2);
  const mu1 = -Math.sqrt((mu0 ** 2 - 1) / s);
  const value = (x: Vector): number => {
    const hat = x.map((t, i) => 2 * Math.sign(optimum[i] ?? 0) * t);
    const near = hat.map((t) => t - mu0);
    const funnels = Math.min(squares(near), dimension + s * squares(hat.map((t) => t - mu1)));
    const dents = turn(q, stretch(100, turn(r, near))).map((t) => 1 - Math.cos(2 * Math.PI * t));
    return funnels + 10 * sum(dents);
  };
  return { value, optimum };
}

export const weakStructure = {
  schwefel: schwefel(),
  gallagher101: gallagher(21, { peaks: 101, reach: 5, first: Math.sqrt(1000) }),
  gallagher21: gallagher(22, { peaks: 21, reach: 4.9, first: 1000 }),
  katsuura: katsuura(),
  lunacek: lunacek(),
} satisfies Readonly<Record<string, Landscape>>;
