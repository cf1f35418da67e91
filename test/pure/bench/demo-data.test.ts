// How the demo reads and parts its rows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { split } from '../../../examples/demo/model/birdstrikes.ts';
import { parseCsv } from '../../../examples/demo/model/csv.ts';

// Guarantee: every row is in exactly one of the three parts.
test('the split loses and doubles nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 300 }), fc.integer(), (rows, seed) => {
      const { train, validation, test: held } = split(rows, seed);
      expect([...train, ...validation, ...held].sort((a, b) => a - b)).toEqual(
        Array.from({ length: rows }, (_, i) => i),
      );
    }),
  );
});

// Guarantee: quoted fields keep commas and quotes, and every line becomes a row.
test('comma-separated text round-trips', () => {
  const cell = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const text = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join('\n');
      expect(parseCsv(text)).toEqual(rows.map(([a, b]) => ({ a, b })));
    }),
  );
});
