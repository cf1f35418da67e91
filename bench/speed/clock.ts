// How long computing takes on one core: the processor's time, which neighbours on the same machine do not lengthen by waiting.

/** Milliseconds of processor time that this process has had, its compiler and collector included. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds, sorted. */
export type Times = readonly number[];

/** Runs something again and again, at least `least` times and for at least `milliseconds`, after two runs that warm up. */
export function measure(work: (run: number) => void, { least = 5, milliseconds = 300 } = {}): Times {
  work(0);
  work(1);
  const times: number[] = [];
  for (let run = 2, spent = 0; run < 2 + least || spent < milliseconds; run++) {
    const before = processorMilliseconds();
    work(run);
    const taken = processorMilliseconds() - before;
    times.push(taken);
    spent += Math.max(taken, 0.001);
  }
  return times.sort((a, b) => a - b);
}

/** As `measure`, for work much shorter than the clock's step: the time of one of `batch` runs. */
export const measureBatch = (work: () => void, batch: number, milliseconds = 300): Times =>
  measure(() => repeat(work, batch), { milliseconds }).map((time) => time / batch);

function repeat(work: () => void, times: number): void {
  for (let i = 0; i < times; i++) work();
}

export const share = (times: Times, q: number): number =>
  times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? Number.NaN;

export const median = (times: Times): number => share(times, 0.5);
