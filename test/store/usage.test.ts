// The bill: counting again from the records gives the same numbers as the counters, for any history.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meters } from '../../shared/domain/billing/usage.ts';
import { fetchUsage } from '../../shared/operations/account/usage.ts';
import type { Context } from '../../shared/operations/context.ts';
import { removeObservations } from '../../shared/operations/observations/change.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { removeSuggestions } from '../../shared/operations/suggestions/change.ts';
import { createSuggestion } from '../../shared/operations/suggestions/create.ts';
import { sweep } from '../../shared/operations/sweeper/sweep.ts';
import { dueItems } from '../../shared/store/optimizer/due.ts';
import { dueMark, sortKey, usageKey } from '../../shared/store/table/keys.ts';
import { updateItem } from '../../shared/store/table/single.ts';
import { usageOfMonth } from '../../shared/store/usage.ts';
import { disagreements } from '../kit/audit.ts';
import { ask, newExperiment, report, scopeOf } from '../kit/experiments.ts';
import { crash, crashingAt } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const day = 86_400_000;
type Operation = (context: Context, id: string) => Promise<unknown>;
const operations: Record<string, Operation> = {
  ask,
  report: async (context, id) => report(context, id, (await ask(context, id)).id, 1),
  fail: async (context, id) => report(context, id, (await ask(context, id)).id, null),
  explicit: async (context, id) =>
    createSuggestion(context, { target: await scopeOf(context, id), body: { assignments: { x: 1, y: 2 } } }),
  batch: async (context, id) =>
    createObservations(context, {
      target: await scopeOf(context, id),
      body: {
        observations: Array.from({ length: 100 }, (_, i) => ({ assignments: { x: i, y: 1 }, values: [{ value: i }] })),
      },
    }),
  'delete observations': async (context, id) => removeObservations(context, { target: await scopeOf(context, id) }),
  'delete suggestions': async (context, id) =>
    removeSuggestions(context, { target: await scopeOf(context, id), query: {} }),
};

const step = fc.record({
  name: fc.constantFrom(...Object.keys(operations)),
  /** The write at which the function dies; the client then repeats. */
  crashAt: fc.option(
    fc.record({ write: fc.integer({ min: 1, max: 6 }), fault: fc.constantFrom('before' as const, 'after' as const) }),
  ),
  /** Milliseconds that pass before it; a few of them cross midnight. */
  later: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: day })),
  sweep: fc.boolean(),
});

describe('usage', () => {
  // Guarantee: over random operations, repetitions and crashes between writes, every counter equals the count of its records, per experiment
  // and day, whenever and how often the sweeper ran.
  it('is what the records say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        world.clock.now = Date.UTC(2026, 10, 3);
        const context = world.stranger();
        const id = await newExperiment(context);
        for (const { name, crashAt, later, sweep: sweeps } of steps) {
          world.clock.now = Math.min(world.clock.now + later, Date.UTC(2026, 10, 30, 20));
          await attempt(context, id, operations[name] as Operation, crashAt);
          if (sweeps) await sweep(world.service);
        }
        expect(await disagreements(context, id, '2026-11')).toEqual([]);
        world.clock.now += 20 * 60_000;
        for (let i = 0; i < 3; i++) await sweep(world.service);
        expect(await disagreements(context, id, '2026-11')).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  async function attempt(
    context: Context,
    id: string,
    operation: Operation,
    crashAt: { write: number; fault: 'before' | 'after' } | null,
  ) {
    const fragile = crashAt
      ? {
          ...context,
          store: { ...context.store, table: crashingAt(context.store.table, crashAt.write, crashAt.fault) },
        }
      : context;
    await operation(fragile, id).catch(async (error) => {
      if (error !== crash) throw error;
      await operation(context, id);
    });
  }

  // Guarantee: a repetition, which says so in its receipt, costs nothing: a grid of two points is two suggestions on the bill, however often it
  // is asked; a point of the user's own stays one unit, also where it repeats.
  it('does not bill a repetition', async () => {
    const context = world.stranger();
    const parameters = [{ name: 'x', type: 'int' as const, grid: [1, 2] }];
    const id = await newExperiment(context, { name: 'two points', type: 'grid', parameters });
    for (let i = 0; i < 5; i++) await ask(context, id);
    const month = new Date(world.clock.now).toISOString().slice(0, 7);
    const billed = async () =>
      (await usageOfMonth(context.store, month)).reduce((sum, row) => sum + row.suggestions, 0);
    expect(await billed()).toBe(2);
    await createSuggestion(context, { target: await scopeOf(context, id), body: { assignments: { x: 1 } } });
    expect(await billed()).toBe(3);
    expect(await disagreements(context, id, month)).toEqual([]);
  });

  // Guarantee: a mark that leads to nothing the sweeper does, such as those that counters once had, goes away and changes no number.
  it('keeps nothing due', async () => {
    const context = world.stranger();
    const id = await newExperiment(context);
    const key = { pk: usageKey(context.store.client, '2026-11'), sk: sortKey.usage('2026-11-30', id) };
    const due = async () =>
      (await dueItems(world.service.table, world.clock.now, 100)).filter(({ pk }) => pk === key.pk);
    world.clock.now = Date.UTC(2026, 10, 30, 21);
    expect(await due()).toEqual([]);
    await report(context, id, (await ask(context, id)).id, 1);
    world.clock.now += 3_600_000;
    expect(await due()).toEqual([]);
    await updateItem(world.service.table, key, { set: dueMark(world.clock.now - 1000, id) });
    expect(await due()).toHaveLength(1);
    await sweep(world.service);
    expect(await due()).toEqual([]);
    expect(await disagreements(context, id, '2026-11')).toEqual([]);
  });

  // Guarantee: rows add up to totals, totals times unit price to the lines, lines to the amount; another client sees none of it.
  it('adds up to the estimate', async () => {
    const context = world.stranger();
    const id = await newExperiment(context);
    for (let i = 0; i < 12; i++) await ask(context, id);
    const client = {
      client: { id: context.store.client, organization: '1', name: 'c', created: 0 },
      organization: { id: '1', name: 'o', created: 0 },
    };
    const month = new Date(world.clock.now).toISOString().slice(0, 7);
    const report = await fetchUsage(context, { target: client, query: { month } });
    if ('raw' in report) throw new Error('expected JSON');
    for (const meter of meters)
      expect(report.totals[meter]).toBe(report.rows.reduce((sum, row) => sum + row[meter], 0));
    expect(report.totals).toEqual({ suggestions: 12, observations: 0, experiments: 1 });
    expect(report.estimate?.lines.map((line) => line.amount)).toEqual([1, 0, 5]);
    expect(report.estimate?.amount).toBe(6);
    const other = await fetchUsage(world.stranger(), { target: client, query: { month } });
    expect(other).toMatchObject({ rows: [] });
  });
});
