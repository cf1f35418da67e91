// The table of a feature: for each task and contender the median over seeds with an interval, and how often the feature won.
import { type Random, seeded } from '../random.ts';
import { quantile } from '../statistics.ts';
import { type Contender, contenders, type Feature } from './feature.ts';

/** Scores of one task, one a seed, in the order of the seeds. */
export type Scores = { readonly task: string } & Readonly<Record<Contender, readonly number[]>>;

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Central 90 % of the medians of 1 000 samples drawn from the values with replacement (Efron 1979). */
export function medianInterval(values: readonly number[], rng: Random): readonly [number, number] {
  const draw = (): number => median(values.map(() => values[Math.floor(rng() * values.length)] ?? Number.NaN));
  const medians = Array.from({ length: 1000 }, draw);
  return [quantile(medians, 0.05), quantile(medians, 0.95)];
}

/** Share of seeds on which the first is better; a tie counts half. */
export function winShare(ours: readonly number[], theirs: readonly number[]): number {
  const points = ours.map((score, i) => {
    const other = theirs[i] ?? Number.NaN;
    return score < other ? 1 : score === other ? 0.5 : 0;
  });
  return points.reduce((a: number, b) => a + b, 0) / points.length;
}

const cell = (values: readonly number[]): string => {
  const [low, high] = medianInterval(values, seeded(1));
  return `${short(median(values))} [${short(low)}, ${short(high)}]`.padStart(26);
};

const short = (v: number): string => (Math.abs(v) < 10 ? v.toFixed(3) : v.toPrecision(4));

export function printFeature(name: string, feature: Feature, rows: readonly Scores[], seeds: number): void {
  console.log(`\n${name}: ${feature.score}; smaller is better, median of ${seeds} seeds [90 % interval]`);
  console.log(`  without: ${feature.without}`);
  console.log(
    `  ${'task'.padEnd(26)}${contenders.map((c) => c.padStart(26)).join('')}  better than without, than random`,
  );
  for (const row of rows) {
    const wins = [winShare(row.with, row.without), winShare(row.with, row.random)];
    const shares = wins.map((share) => `${Math.round(100 * share)} %`.padStart(8)).join('');
    console.log(`  ${row.task.padEnd(26)}${contenders.map((c) => cell(row[c])).join('')}${shares}`);
  }
}
