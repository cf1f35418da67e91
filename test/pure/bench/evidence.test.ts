// The comparison with recorded optimizers: what its figures mean, and that the recordings are what they say.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { makeEvaluator } from '../../../bench/evaluate.ts';
import { peerFiles } from '../../../bench/peers.ts';
import { drawChart, type Line } from '../../../bench/plot/chart.ts';
import { curvesOf, regretsAfter } from '../../../bench/quality/curves.ts';
import { failuresOf } from '../../../bench/quality/failures.ts';
import { run } from '../../../bench/quality.ts';
import { seeded } from '../../../bench/random.ts';
import { incumbents, regrets } from '../../../bench/regret.ts';
import { type Row, readRows } from '../../../bench/row.ts';
import { runRandom } from '../../../bench/runs.ts';
import { draw } from '../../../bench/space.ts';
import { mean, meanInterval } from '../../../bench/statistics.ts';
import { tasks } from '../../../bench/tasks.ts';

const made = (values: readonly number[], more: Partial<Row> = {}): Row => ({
  ...{ method: 'm', version: '1', task: 't', seed: 0, step_ms: [1, 2], values: [...values] },
  ...more,
});
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('regret', () => {
  // Guarantee: the best known value has none, ten random points have 1, and without noise it never grows.
  test('is 0 at the best, 1 at ten random points, and falls', () => {
    expect(regrets(made([3, 5, 1]), { best: 1, random10: 3 })).toEqual([1, 1, 0]);
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), (values) => {
        const curve = regrets(made(values), { best: -1e6, random10: 1e6 });
        expect(curve).toEqual([...curve].sort((a, b) => b - a));
      }),
    );
  });

  // Guarantee: what looked best is judged by its truth, and an evaluation that failed is never the best while another succeeded.
  test('is that of the point that looked best', () => {
    expect(incumbents(made([5, 1, 4], { observed: [3, 4, 2] }))).toEqual([5, 5, 4]);
    expect(incumbents(made([Number.POSITIVE_INFINITY, 7]))).toEqual([Number.POSITIVE_INFINITY, 7]);
    expect(regrets(made([Number.POSITIVE_INFINITY]), { best: 0, random10: 1 })).toEqual([1.5]);
  });
});

describe('failures', () => {
  // Guarantee: they are counted up to the budget, on tasks where any method failed, runs averaged before tasks.
  test('are means over runs and tasks', () => {
    const no = Number.POSITIVE_INFINITY;
    const rows = [
      made([no, 1, no]),
      made([1, 1, no], { seed: 1 }),
      made([no, no, 1], { task: 'u' }),
      made([1, 1, 1], { task: 'always' }),
      made([1, no, 1], { method: 'n' }),
    ];
    expect([...failuresOf(rows, 2)]).toEqual([
      ['m', 1.25],
      ['n', 1],
    ]);
    expect(failuresOf([made([1, 2])], 2).size).toBe(0);
  });
});

// Guarantee: of recorded runs those of the named tasks count, and no others: here without the one task that fails.
test('a table is of the tasks that were named', async () => {
  const said: unknown[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(line));
  await run(['--rows', 'bench/peers/cairn.jsonl', '--tasks', 'branin']);
  log.mockRestore();
  expect(said[0]).toContain('Regret on 1 tasks');
  expect(said.join('\n')).not.toContain('Failed of');
  const elsewhere = ['--rows', 'bench/peers/bbob/cairn.jsonl', '--tasks', 'branin'];
  await expect(run(elsewhere)).rejects.toThrow('there are no runs of branin in it');
});

describe('curves', () => {
  // Guarantee: seeds are averaged on each task, methods stay apart, and a task without a yardstick counts nowhere.
  test('are means over seeds, one a task and method', () => {
    const rows = [
      made([1, 0]),
      made([1, 1], { seed: 1 }),
      made([0, 0], { method: 'n' }),
      made([0, 0], { task: 'unknown' }),
    ];
    const [m, n] = curvesOf(rows, { t: { best: 0, random10: 1 } });
    expect([m?.method, m?.seeds, [...(m?.byTask ?? [])]]).toEqual(['m', 2, [['t', [1, 0.5]]]]);
    expect(n && regretsAfter(n, ['t'], 2)).toEqual([0]);
  });

  // Guarantee: the interval holds the mean, stays within what was seen, and one value leaves no doubt.
  test('have intervals around their means', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 12 }), (values) => {
        const [low, high] = meanInterval(values);
        const slack = 1e-6 + Math.abs(mean(values)) * 1e-9;
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - slack);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + slack);
        expect(low).toBeLessThanOrEqual(high);
      }),
      { numRuns: 20 },
    );
    expect(meanInterval([0.25])).toEqual([0.25, 0.25]);
  });
});

describe('the evaluator', () => {
  // Guarantee: a recorded optimizer meets the same values and the same noise as one that runs in the benchmark's own process.
  test('answers as a run in the same process would', async () => {
    const task = tasks.find(({ name }) => name === 'hartmann3-noisy');
    if (!task) throw new Error('hartmann3-noisy is gone');
    const answer = makeEvaluator(tasks);
    await answer(JSON.stringify({ op: 'begin', task: task.name, seed: 3 }));
    const [rng, points] = [seeded(3), seeded(4)];
    for (let i = 0; i < 5; i++) {
      const assignments = draw(task.params, points);
      const { value } = JSON.parse(await answer(JSON.stringify({ op: 'evaluate', assignments })));
      const outcome = task.evaluate(assignments, rng);
      expect(typeof outcome === 'object' && 'value' in outcome && outcome.value).toBe(value);
    }
  });

  // Guarantee: the tasks are told without their optima, and a failure is told as one.
  test('keeps optima to itself and tells failures', async () => {
    const answer = makeEvaluator(tasks);
    await expect(answer('{"op":"evaluate","assignments":{}}')).rejects.toThrow('Begin a run');
    const told = JSON.parse(await answer('{"op":"tasks"}'));
    expect(told.map(({ name }: { name: string }) => name)).toEqual(tasks.map(({ name }) => name));
    expect(told.some((task: object) => 'best' in task || 'optimum' in task)).toBe(false);
    await answer('{"op":"begin","task":"cliff4-failing","seed":0}');
    const corner = { x0: 1, x1: 1, x2: 1, x3: 1 };
    expect(await answer(JSON.stringify({ op: 'evaluate', assignments: corner }))).toBe('null');
  });
});

describe('recordings', () => {
  const rows = readRows(peerFiles());

  // Guarantee: every run is of a task that exists, whole, and recorded once.
  test('are whole runs of our tasks, each once', () => {
    const names = new Set(tasks.map(({ name }) => name));
    expect(rows.length).toBeGreaterThan(tasks.length);
    for (const row of rows) expect([names.has(row.task), row.values.length]).toEqual([true, 60]);
    expect(new Set(rows.map(({ method, task, seed }) => `${method} ${task} ${seed}`)).size).toBe(rows.length);
  });

  // Guarantee: random search as recorded is random search as it would run today, so tasks did not change under the recordings.
  test('fit the tasks of today', async () => {
    for (const task of tasks.filter(({ family }) => family === 'formula' || family === 'noisy')) {
      const { values } = await runRandom(task, 0, { budget: 20, parallel: 1 });
      const recorded = rows.find((row) => row.method === 'random' && row.task === task.name && row.seed === 0);
      expect(recorded?.values.slice(0, 20)).toEqual(values);
    }
  });
});

// Guarantee: what is drawn lies on the paper, and names cannot break the picture.
test('a chart stays on its paper', () => {
  const line = (name: string, middle: number[]): Line => ({ name, strong: false, middle, bands: [] });
  const svg = drawChart({
    ...{ title: 'a < b & c', note: '', across: 'x', up: 'y' },
    lines: [line('<one>', [9, 2, 1, 1, 1, 0.5]), line('two', [1, 1, 1, 1, 1, 0])],
  });
  expect(svg).toContain('a &lt; b &amp; c');
  expect(svg).not.toContain('<one>');
  const points = [...svg.matchAll(/points="([^"]*)"/g)].flatMap(([, list = '']) => list.split(' '));
  expect(points.length).toBe(8);
  for (const [x = Number.NaN, y = Number.NaN] of points.map((point) => point.split(',').map(Number))) {
    expect(x >= 0 && x <= 760 && y >= 0 && y <= 460).toBe(true);
  }
});
