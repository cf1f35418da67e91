// What a network's error, latency and memory look like over its size and learning rate: smooth, mixed, and with a front that is known.
import { type Assignments, double, int, num, type Param } from '../task.ts';

export const networkParams: readonly Param[] = [
  int('width', 16, 1024, { log: true }),
  int('depth', 1, 8),
  double('learning_rate', 1e-5, 1, { log: true }),
  double('dropout', 0, 0.8),
];

/** The best rate falls with the depth, the best dropout grows with the size. */
const bestRate = (depth: number): number => 0.05 / depth;
const bestDropout = (width: number, depth: number): number => 0.04 * Math.log2((width * depth) / 16);

/** Share of wrong answers: a power law in the size, the deeper the better, plus what a wrong rate and a wrong dropout cost. */
export function networkError(x: Assignments): number {
  const [width, depth] = [num(x, 'width'), num(x, 'depth')];
  const rate = Math.log10(num(x, 'learning_rate') / bestRate(depth));
  const dropout = num(x, 'dropout') - bestDropout(width, depth);
  const untrained = 1 - Math.exp(-0.5 * (rate > 0 ? 2 * rate : rate) ** 2);
  return 0.03 + 0.5 * (width * depth ** 1.3) ** -0.35 + 0.4 * untrained + 0.2 * dropout ** 2;
}

/** Milliseconds of one answer: a layer costs the square of its width, and something by itself. */
export const networkLatency = (x: Assignments): number => {
  const [width, depth] = [num(x, 'width'), num(x, 'depth')];
  return 0.2 + depth * (0.15 + (width / 256) ** 2);
};

/** Every size with its best rate and dropout: what the front and the best network under a limit consist of. */
export const bestNetworks = (): Assignments[] =>
  Array.from({ length: 1024 - 16 + 1 }, (_, i) => i + 16).flatMap((width) =>
    Array.from({ length: 8 }, (_, i) => ({
      ...{ width, depth: i + 1, learning_rate: bestRate(i + 1) },
      dropout: bestDropout(width, i + 1),
    })),
  );
