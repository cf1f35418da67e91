// Nearest neighbors guess the weight of a penguin: 333 birds of the Palmer Archipelago (Gorman et al. 2014, CC0), shipped by vega-datasets.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Assignments, categorical, double, int, num, type Task, word } from '../../task.ts';

type Bird = Readonly<Record<string, string | number | null>>;

const measures = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)'] as const;
const kinds = ['Species', 'Sex'] as const;
const mass = 'Body Mass (g)';

/** Birds without a gap in their record. */
function complete(): Bird[] {
  const module = createRequire(import.meta.url).resolve('vega-datasets');
  const records: Bird[] = JSON.parse(readFileSync(new URL('../data/penguins.json', `file://${module}`), 'utf8'));
  const sexed = records.filter(({ Sex }) => Sex === 'MALE' || Sex === 'FEMALE');
  return sexed.filter((bird) => [...measures, mass].every((name) => typeof bird[name] === 'number'));
}

/** (n, n) distances a feature: standardized difference of a measure, 0 or 1 for a kind. */
type Differences = readonly Float64Array[];

function standardized(birds: readonly Bird[], name: string): number[] {
  const values = birds.map((bird) => Number(bird[name]));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return values.map((v) => (v - mean) / Math.sqrt(variance));
}

const pairs = <T>(values: readonly T[], difference: (a: T, b: T) => number): Float64Array =>
  Float64Array.from(values.flatMap((a) => values.map((b) => difference(a, b))));

function load(): { differences: Differences; masses: readonly number[] } {
  const birds = complete();
  const numeric = measures.map((name) => pairs(standardized(birds, name), (a, b) => Math.abs(a - b)));
  const nominal = kinds.map((name) =>
    pairs(
      birds.map((bird) => bird[name]),
      (a, b) => (a === b ? 0 : 1),
    ),
  );
  return { differences: [...numeric, ...nominal], masses: birds.map((bird) => Number(bird[mass]) / 1000) };
}

const { differences, masses } = load();
const names = ['beak_length', 'beak_depth', 'flipper', 'species', 'sex'];

/** How much a neighbor counts, by its distance in units of the k-th neighbor's. */
function weightOf(x: Assignments): (distance: number) => number {
  if (word(x, 'weighting') === 'uniform') return () => 1;
  const sharpness = num(x, 'sharpness');
  return word(x, 'weighting') === 'inverse' ? (d) => 1 / (d + 0.1) ** sharpness : (d) => Math.exp(-sharpness * d * d);
}

/** Weighted Minkowski distance of all pairs to the power p: the order of neighbors needs no root. */
function powers(x: Assignments, p: number): Float64Array {
  const sums = new Float64Array(masses.length ** 2);
  names.forEach((name, feature) => {
    const weight = num(x, name);
    differences[feature]?.forEach((difference, pair) => {
      if (difference > 0) sums[pair] = (sums[pair] ?? 0) + (weight * difference) ** p;
    });
  });
  return sums;
}

/** Root mean squared error, in kg, of guessing each bird's mass from the others (leave one out). */
export function neighborsError(x: Assignments): number {
  const [n, p, k, weight] = [masses.length, num(x, 'power'), num(x, 'neighbors'), weightOf(x)];
  const all = powers(x, p);
  const errors = masses.map((truth, i) => {
    const row = all.subarray(i * n, (i + 1) * n);
    const order = masses
      .map((_, j) => j)
      .filter((j) => j !== i)
      .sort((a, b) => (row[a] ?? 0) - (row[b] ?? 0) || a - b);
    const chosen = order.slice(0, k);
    const reach = (row[chosen.at(-1) ?? 0] ?? 0) ** (1 / p) || 1;
    const weights = chosen.map((j) => weight((row[j] ?? 0) ** (1 / p) / reach));
    const total = weights.reduce((a, b) => a + b, 0);
    return (chosen.reduce((sum, j, c) => sum + (weights[c] ?? 0) * (masses[j] ?? 0), 0) / total - truth) ** 2;
  });
  return Math.sqrt(errors.reduce((a, b) => a + b, 0) / n);
}

export const neighbors: Task = {
  name: 'neighbors-penguins',
  family: 'model',
  params: [
    int('neighbors', 1, 60, { log: true }),
    double('power', 0.5, 4),
    categorical('weighting', ['uniform', 'inverse', 'gaussian']),
    double('sharpness', 0.1, 10, { log: true, when: { parent: 'weighting', values: ['inverse', 'gaussian'] } }),
    ...names.map((name) => double(name, 0.01, 10, { log: true })),
  ],
  evaluate: neighborsError,
};
