// Which rows of an earlier experiment are taken along, and which of them stay when there is no room for all.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillRows, pickObservations } from '../../../shared/domain/definition/transfer-rows.ts';
import { body, create, observation } from './samples.ts';

const observe = (values: readonly (number | null)[]) =>
  values.map((value, i) =>
    observation({
      id: String(i),
      values: value === null ? [] : [{ name: null, value, stddev: null }],
      failed: value === null,
    }),
  );
const definedBy = (objective: 'maximize' | 'minimize') => create(body({ metrics: [{ objective }] }));
const valuesArbitrary = fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { freq: 4 }), { maxLength: 250 });

describe('the rows that are taken along', () => {
  // Guarantee: up to a hundred, none twice, two fifths of them no worse than any other; a failure is never better than a value.
  it.each(['maximize', 'minimize'] as const)('have the best among them (%s)', (objective) => {
    fc.assert(
      fc.property(valuesArbitrary, (values) => {
        const picked = pickObservations(definedBy(objective), observe(values));
        const count = Math.min(100, values.length);
        expect(new Set(picked.map(({ id }) => id)).size).toBe(count);
        expect(picked).toHaveLength(count);
        const lossOf = (value: number | null | undefined) =>
          (value ?? null) === null ? Number.POSITIVE_INFINITY : Number(value) * (objective === 'maximize' ? -1 : 1);
        const losses = (list: readonly (number | null | undefined)[]) => list.map(lossOf).sort((a, b) => a - b);
        const best = Math.floor(0.4 * count);
        expect(losses(picked.map((one) => one.values[0]?.value)).slice(0, best)).toEqual(losses(values).slice(0, best));
      }),
    );
  });

  // Guarantee: wherever the list is cut, about two fifths are of the best, and the others leave no more than three times their share of the time unseen.
  it.each([10, 25, 50, 99])('are a like sample when only %i of them fit', (most) => {
    const values = Array.from({ length: 300 }, (_, i) => (i < 40 ? 1000 - i : -i));
    const kept = pickObservations(definedBy('maximize'), observe(values)).slice(0, most);
    const best = kept.filter(({ id }) => Number(id) < 40);
    expect(Math.abs(best.length - 0.4 * most)).toBeLessThanOrEqual(1);
    const times = kept.flatMap(({ id }) => (Number(id) < 40 ? [] : [Number(id)])).sort((a, b) => a - b);
    const gaps = [...times, 300].map((time, i) => time - (times[i - 1] ?? 40));
    expect(Math.max(...gaps)).toBeLessThanOrEqual((3 * 260) / times.length);
  });

  // Guarantee: whatever their size and letters, the document with the rows stays below its bytes, and a row is left out only for want of room.
  it('fill the document and do not burst it', () => {
    const row = fc.record({
      text: fc.string({ unit: 'grapheme', maxLength: 40 }),
      times: fc.integer({ min: 1, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.string({ unit: 'grapheme' }), (made, name) => {
        const rows = made.map(({ text, times }) => text.repeat(times));
        const document = fillRows({ name }, rows);
        const bytes = Buffer.byteLength(JSON.stringify(document));
        expect(bytes).toBeLessThanOrEqual(200_000);
        for (const left of rows.filter((one) => !document.rows.includes(one)))
          expect(bytes + Buffer.byteLength(JSON.stringify(left)) + 1).toBeGreaterThan(200_000);
      }),
      { numRuns: 60 },
    );
  });
});
