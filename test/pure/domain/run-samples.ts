// Runs as lists look at them, for tests of lists: arbitrary ones, with names of keys that are easily confused.
import * as fc from 'fast-check';
import type { ListedRun } from '../../../shared/domain/runs/run-field.ts';

const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const time = fc.integer({ min: 1_770_000_000, max: 1_770_000_005 });

/** Keys that hold dots, the names of parts, or what every object inherits. */
export const keys = ['a', 'b', 'a.b', 'a.value', 'value', '.', 'constructor', 'é', 'a.value_stddev'] as const;
const key = fc.constantFrom(...keys);
export const scalars = fc.constantFrom<(string | number)[]>('x', 'y', '', '1', 0, 1, -2.5, 1e300);
const text = fc.constantFrom('x', 'y', 'long text', '');
const byKey = <T>(value: fc.Arbitrary<T>) => fc.dictionary(key, value, { maxKeys: 4 });

export const listedRun: fc.Arbitrary<ListedRun> = fc.record({
  ...{ id, client: fc.constantFrom('5', '77'), name: fc.constantFrom('Tree', 'tree 2', 'forest', 'É') },
  ...{ experiment: maybe(fc.constantFrom('9', '10', '123')), observation: maybe(id), suggestion: maybe(id) },
  ...{ user: maybe(fc.constantFrom('1', '2')), created: time, updated: time, completed: maybe(time) },
  state: fc.constantFrom('active', 'completed', 'failed'),
  ...{ deleted: fc.boolean(), favorite: fc.boolean(), optimized: maybe(fc.boolean()) },
  checkpoints: fc.nat(200),
  ...{ assignments: byKey(scalars), metadata: maybe(byKey(scalars)) },
  values: byKey(fc.record({ value: fc.constantFrom(-1, 0, 0.5, 3), stddev: maybe(fc.constantFrom(0, 0.1)) })),
  ...{ model: maybe(text), sourceHash: maybe(text) },
  texts: fc.record({ source: maybe(text), logs: byKey(text) }),
});
