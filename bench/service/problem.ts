// The experiment that the service is measured with: ten doubles, and a smooth function whose valley is bent (Rosenbrock) to be minimised.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './api.ts';

const dimensions = 10;
const names = Array.from({ length: dimensions }, (_, i) => `x${i}`);

type Point = Readonly<Record<string, number>>;
export type Suggestion = {
  readonly id: string;
  readonly assignments: Point;
  readonly receipt: { readonly source: string; readonly model_version: number | null };
};

export const definition = (more: object = {}) => ({
  name: 'measured',
  parameters: names.map((name) => ({ name, type: 'double', bounds: { min: -2, max: 2 } })),
  metrics: [{ name: 'loss', objective: 'minimize' }],
  ...more,
});

export function loss(x: Point): number {
  const v = names.map((name) => x[name] ?? 0);
  return v.slice(1).reduce((sum, t, i) => sum + 100 * (t - (v[i] ?? 0) ** 2) ** 2 + (1 - (v[i] ?? 0)) ** 2, 0);
}

/** Small seeded generator of numbers in [0, 1) (Park and Miller's minimal standard). */
export function seeded(seed: number): () => number {
  let state = (seed * 48271 + 1) % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** An experiment with `count` observations of random points, as a batch. */
export async function withHistory(api: Api, count: number, seed: number, more: object = {}): Promise<string> {
  const { id } = await api.call<{ id: string }>('POST', '/experiments', definition(more));
  const random = seeded(seed);
  const observations = Array.from({ length: count }, () => {
    const assignments = Object.fromEntries(names.map((name) => [name, 4 * random() - 2]));
    return { assignments, values: [{ name: 'loss', value: loss(assignments) }] };
  });
  if (count > 0) await api.call('POST', `/experiments/${id}/observations/batch`, { observations });
  return id;
}

/** Distance in the unit cube. */
export const distance = (a: Point, b: Point): number =>
  Math.hypot(...names.map((name) => ((a[name] ?? 0) - (b[name] ?? 0)) / 4));

/** Asks until the stored model has taken over. */
export async function modelReady(api: Api, id: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const { receipt, id: suggestion } = await api.call<Suggestion>('POST', `/experiments/${id}/suggestions`, {});
    await api.call('DELETE', `/experiments/${id}/suggestions/${suggestion}`);
    if (receipt.model_version !== null) return;
    await sleep(200);
  }
  throw new Error('no model after a minute');
}
