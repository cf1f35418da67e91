// Observations far outside of the bounds, and ranges that are narrow for their place: asks stay fast, inside the bounds and different.
import { describe, expect, test } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';

const double = (min: number, max: number, log = false) => ({
  parameters: [{ kind: 'double' as const, name: 'x', min, max, log, when: [] }],
});

// Guarantee: bounds are not checked on what is reported; a value at the end of the doubles must not stop the optimizer.
test.each([1e60, 1e154, 1e300, -1.7e308])('an observation at %d does no harm', (far) => {
  const study = makeStudy(double(0, 1), { seed: 1 });
  study.tell({ x: far }, 1);
  for (const x of [0.2, 0.3, 0.4, 0.5]) study.tell({ x }, (x - 0.7) ** 2);
  for (let i = 0; i < 8; i++) {
    const { x } = study.ask().assignments;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(1);
    study.tell({ x: Number(x) }, (Number(x) - 0.7) ** 2);
  }
});

describe('a narrow range', () => {
  // Guarantee: suggestions spread over it and do not fall together by rounding.
  test.each([
    [1e15, 1e15 + 100, false],
    [1.7e12, 1.7e12 + 1, false],
    [1e6, 1e6 + 1, true],
  ])('from %d to %d has different points', (min, max, log) => {
    const study = makeStudy(double(min, max, log), { seed: 2, kind: 'random' });
    const seen = new Set(Array.from({ length: 9 }, () => study.ask().assignments['x']));
    expect(seen.size).toBe(9);
    for (const x of seen) expect(Number(x) >= min && Number(x) <= max).toBe(true);
  });
});
