// What a user waits for: asks with a stored model, and what the slow lane needs: full fits.
import { askMilliseconds } from '../../shared/engine/cost.ts';
import { loadCompiled, useKernels } from '../../shared/engine/kernels/load.ts';
import { typedKernels } from '../../shared/engine/kernels/typed.ts';
import { fitSurrogate, prepareSurrogate } from '../../shared/engine/learning/surrogate.ts';
import { pointKey } from '../../shared/engine/space/space.ts';
import { suggest } from '../../shared/engine/suggest.ts';
import type { Point } from '../../shared/engine/types.ts';
import { measure, median, share, type Times } from './clock.ts';
import { alone, askNumber, cube, history } from './history.ts';

const milliseconds = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

const line = (name: string, times: Times, rest: string): void =>
  console.log(
    `${name.padEnd(46)} p50 ${milliseconds(median(times)).padStart(5)}  p99 ${milliseconds(share(times, 0.99)).padStart(5)}   ${rest}`,
  );

/** Runs something with the fallback, then goes back to what the engine chose. */
function withFallback<T>(work: () => T): T {
  useKernels(typedKernels);
  try {
    return work();
  } finally {
    useKernels(loadCompiled() ?? typedKernels);
  }
}

const ratio = (fallback: number, compiled: number): string => `${(fallback / compiled).toFixed(1)} x fallback`;

/** `open` points asked for before, one by one, and not yet reported. */
function askTimes(dimensions: number, n: number, open: number, goal: number): void {
  const space = cube(dimensions);
  const data = history(dimensions, n);
  const prepared = prepareSurrogate(space, fitSurrogate(space, data, { ...alone, previous: null, seed: 1 }), data);
  const pending: Point[] = [];
  for (let i = 0; i < open; i++) pending.push(...points(i + 1));
  function points(number: number): Point[] {
    return suggest(space, { data, prepared }, askNumber(number, pending)).map(({ point }) => point);
  }
  const distinct = new Set([...pending, ...points(open + 1)].map((point) => pointKey(space, point))).size;
  const times = measure((run) => points(open + 1 + run), { least: 60, milliseconds: 1500 });
  const fallback = median(
    withFallback(() => measure((run) => points(open + 1 + run), { least: 10, milliseconds: 2000 })),
  );
  const name = `ask, d = ${dimensions}, n = ${n}${open > 0 ? `, ${open} open (${distinct} distinct)` : ''}`;
  line(
    name,
    times,
    `(goal ${goal}, estimated ${milliseconds(askMilliseconds(space, n + open, 1))})   ${ratio(fallback, median(times))}`,
  );
}

function fitTimes(n: number, goal: number): void {
  const space = cube(10);
  const data = history(10, n);
  const fit = (seed: number): unknown => fitSurrogate(space, data, { ...alone, previous: null, seed });
  const times = measure(fit, { least: 3, milliseconds: 4000 });
  const fallback = n <= 300 ? median(withFallback(() => measure(fit, { least: 1, milliseconds: 1 }))) : Number.NaN;
  line(`full fit, d = 10, n = ${n}`, times, `(goal ${goal})${n <= 300 ? `   ${ratio(fallback, median(times))}` : ''}`);
}

/** Prints a line for each size: milliseconds of one core. */
export function askFigures(): void {
  for (const [n, goal] of [
    [100, 10],
    [300, 30],
    [1000, 60],
    [10_000, 120],
  ] as const)
    askTimes(10, n, 0, goal);
  askTimes(100, 300, 0, 150);
  askTimes(10, 200, 100, 60);
  console.log(`resident memory after all of these: ${Math.round(process.memoryUsage.rss() / 1e6)} MB (goal 512)`);
}

/** Prints a line for each size: milliseconds of one core. */
export function fitFigures(): void {
  for (const [n, goal] of [
    [100, 40],
    [300, 300],
    [1000, 4000],
  ] as const)
    fitTimes(n, goal);
}
