// Lists of runs: filters say what they seem to say, orders leave out what cannot be ordered, and fields are counted as they are filtered.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareIds, firstIdAt, idEpoch, isId } from '../../../shared/domain/id.ts';
import { decodeMarker, encodeMarker } from '../../../shared/domain/marker.ts';
import { compareKeys } from '../../../shared/domain/page.ts';
import { type ListedRun, runField } from '../../../shared/domain/runs/run-field.ts';
import { meetsAll, readFilters } from '../../../shared/domain/runs/run-filter.ts';
import { countFields, placeInList, readSelection } from '../../../shared/domain/runs/run-list.ts';
import { idRangeOf } from '../../../shared/domain/runs/run-range.ts';
import { expectRefusal } from './refusal.ts';
import { keys, listedRun } from './run-samples.ts';

const runs = fc.array(listedRun, { maxLength: 12 });

const plain = {
  id: ['id', 'client', 'experiment', 'observation', 'suggestion', 'user'],
  time: ['created', 'updated', 'completed', 'finished'],
  flag: ['deleted', 'favorite', 'optimized_suggestion'],
  text: ['name', 'model.type', 'source_code.content', 'source_code.hash'],
};

const key = fc.constantFrom(...keys);
const fieldName = fc.oneof(
  fc.constantFrom(...plain.id, ...plain.time, ...plain.flag, ...plain.text, 'state'),
  key.map((name) => `assignments.${name}`),
  key.map((name) => `metadata.${name}`),
  fc.tuple(key, fc.constantFrom('value', 'value_stddev')).map(([name, part]) => `values.${name}.${part}`),
  key.map((name) => `logs.${name}.content`),
);

/** Another way to a field's value, by the text of its name alone; undefined where the run has none. */
function heldBy(run: ListedRun, name: string): unknown {
  const { texts, optimized, model, sourceHash } = run;
  const one: Record<string, unknown> = {
    ...run,
    ...{ finished: run.completed, optimized_suggestion: optimized, 'model.type': model },
    ...{ 'source_code.content': texts.source, 'source_code.hash': sourceHash },
  };
  const all: Record<string, unknown> = { ...one };
  for (const [of, value] of Object.entries(run.assignments)) all[`assignments.${of}`] = value;
  for (const [of, value] of Object.entries(run.metadata ?? {})) all[`metadata.${of}`] = value;
  for (const [of, value] of Object.entries(texts.logs)) all[`logs.${of}.content`] = value;
  for (const [of, { value, stddev }] of Object.entries(run.values))
    Object.assign(all, { [`values.${of}.value`]: value, [`values.${of}.value_stddev`]: stddev });
  return Object.hasOwn(all, name) ? (all[name] ?? undefined) : undefined;
}

const isIdField = (name: string) => plain.id.includes(name);
const comparable = (name: string, value: unknown) => (isIdField(name) ? BigInt(String(value)) : value);

const meets = (run: ListedRun, field: string, operator: string, value?: unknown): boolean =>
  meetsAll(readFilters([{ field, operator, ...(value === undefined ? {} : { value }) }]), run);

/** Values that may stand in a filter of this field: those that runs have, and others of its kind. */
function given(name: string, other: ListedRun): unknown[] {
  const theirs = heldBy(other, name);
  const known = theirs === undefined ? [] : [theirs];
  if (isIdField(name)) return [...known, 1, '007', '9223372036854775807'];
  if (plain.time.includes(name)) return [...known, 0, 1_770_000_003];
  if (plain.flag.includes(name)) return [...known, true, false];
  if (name === 'state') return ['active', 'completed', 'failed'];
  if (name.startsWith('values.')) return [...known, 0, -1.5];
  if (plain.text.includes(name) || name.startsWith('logs.')) return [...known, 'x', ''];
  return [...known, 'x', 1, '1', true];
}

describe('filters', () => {
  // Guarantee: a comparison holds exactly when the run has the field and the two values stand so; what a run lacks meets nothing but isnull.
  test('compare what the field says', () => {
    const operators = fc.constantFrom('==', '!=', '>=', '>', '<=', '<');
    fc.assert(
      fc.property(listedRun, listedRun, fieldName, operators, (run, other, name, operator) => {
        fc.pre(!(name === 'state' && operator !== '=='));
        fc.pre(!(plain.flag.includes(name) && !['==', '!='].includes(operator)));
        const actual = heldBy(run, name);
        for (const value of given(name, other)) {
          const holds = meets(run, name, operator, value);
          if (actual === undefined) expect(holds).toBe(false);
          else expect(holds).toBe(compare(comparable(name, actual), operator, comparable(name, value)));
        }
      }),
      { numRuns: 1000 },
    );
  });

  function compare(actual: unknown, operator: string, value: unknown): boolean {
    if (operator === '==') return actual === value;
    if (operator === '!=') return actual !== value;
    if (typeof actual !== typeof value) return false;
    const [a, b] = [actual as number, value as number];
    return { '>=': a >= b, '>': a > b, '<=': a <= b, '<': a < b }[operator] ?? false;
  }

  // Guarantee: isnull holds exactly for runs that do not have the field.
  test('isnull', () => {
    fc.assert(
      fc.property(listedRun, fieldName, (run, name) => {
        fc.pre(name !== 'state');
        expect(meets(run, name, 'isnull')).toBe(heldBy(run, name) === undefined);
      }),
    );
  });

  // Guarantee: a list of filters lets through what each of them does.
  test('are put together with and', () => {
    const one = fc.constantFrom(
      ...[
        { field: 'deleted', operator: '==', value: false },
        { field: 'assignments.a', operator: '>', value: -1 },
        { field: 'experiment', operator: '!=', value: 9 },
        { field: 'completed', operator: 'isnull' },
      ],
    );
    fc.assert(
      fc.property(listedRun, fc.array(one), (run, filters) => {
        const each = filters.every((filter) => meetsAll(readFilters([filter]), run));
        expect(meetsAll(readFilters(filters), run)).toBe(each);
      }),
    );
  });

  const filter = (field: unknown, operator: unknown, value?: unknown) => [{ field, operator, value }];

  // Guarantee: what cannot be a filter is a 400 that names the place, and nothing is taken for something else.
  test.each([
    ['filters', 'x'],
    ['filters', {}],
    ['filters', null],
    ['filters[0]', [3]],
    ['filters[1]', [...filter('id', '==', 1), []]],
    ['filters[0].more', [{ field: 'id', operator: '==', value: 1, more: 1 }]],
    ['filters[0].field', [{ operator: '==', value: 1 }]],
    ['filters[0].field', filter('nothing', '==', 1)],
    ['filters[0].field', filter('constructor', '==', 1)],
    ['filters[0].field', filter('assignments', '==', 1)],
    ['filters[0].field', filter('assignments.', '==', 1)],
    ['filters[0].field', filter('values.acc', '==', 1)],
    ['filters[0].field', filter('values..value', '==', 1)],
    ['filters[0].field', filter('values.value', '==', 1)],
    ['filters[0].field', filter('logs.stdout', '==', 'x')],
    ['filters[0].field', filter('dev_metadata.x', '==', 'x')],
    ['filters[0].field', filter('project', '==', 'x')],
    ['filters[0].field', filter('checkpoint_count', '==', 1)],
    ['filters[0].field', filter(['id'], '==', 1)],
    ['filters[0].operator', filter('id', '=', 1)],
    ['filters[0].operator', [{ field: 'id', value: 1 }]],
    ['filters[0].operator', filter('state', '!=', 'active')],
    ['filters[0].operator', filter('state', 'isnull')],
    ['filters[0].operator', filter('deleted', '>', false)],
    ['filters[0].operator', filter('favorite', '<=', false)],
    ['filters[0].operator', filter('optimized_suggestion', '<', true)],
    ['filters[0].value', filter('id', 'isnull', 1)],
    ['filters[0].value', filter('id', '==')],
    ['filters[0].value', filter('id', '==', null)],
    ['filters[0].value', filter('experiment', '==', 'x')],
    ['filters[0].value', filter('experiment', '==', '')],
    ['filters[0].value', filter('experiment', '==', -1)],
    ['filters[0].value', filter('experiment', '==', 1.5)],
    ['filters[0].value', filter('experiment', '==', true)],
    ['filters[0].value', filter('experiment', '==', '12345678901234567890')],
    ['filters[0].value', filter('id', '==', 2 ** 53)],
    ['filters[0].value', filter('created', '>', '1770000000')],
    ['filters[0].value', filter('created', '>', 1.5)],
    ['filters[0].value', filter('created', '>', Number.POSITIVE_INFINITY)],
    ['filters[0].value', filter('deleted', '==', 0)],
    ['filters[0].value', filter('deleted', '==', 'true')],
    ['filters[0].value', filter('name', '==', 1)],
    ['filters[0].value', filter('state', '==', 'done')],
    ['filters[0].value', filter('values.acc.value', '>', '1')],
    ['filters[0].value', filter('values.acc.value_stddev', '>', false)],
    ['filters[0].value', filter('assignments.x', '==', [1])],
    ['filters[0].value', filter('metadata.x', '==', {})],
  ])('refuse %s of %j', (field, filters) => {
    expectRefusal(() => readFilters(filters), field, '');
  });
});

describe('the range of ids', () => {
  const filters = fc.array(
    fc.oneof(
      fc.record({
        ...{ field: fc.constant('id'), operator: fc.constantFrom('==', '!=', '>=', '>', '<=', '<') },
        value: fc.integer({ min: 0, max: 20 }).map((n) => firstIdAt(idEpoch + n * 1000)),
      }),
      fc.record({
        ...{ field: fc.constant('created'), operator: fc.constantFrom('==', '!=', '>=', '>', '<=', '<') },
        value: fc.integer({ min: 0, max: 20 }).map((n) => idEpoch / 1000 + n * 1000),
      }),
    ),
    { maxLength: 4 },
  );

  // Guarantee: no run that the filters let through lies outside of it, though the clocks of those who made id and time differ by half an hour.
  test('holds every run that is wanted', () => {
    const made = fc.tuple(
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: -1800, max: 1800 }),
      fc.nat(4_194_303),
    );
    fc.assert(
      fc.property(listedRun, filters, made, (sample, given, [second, skew, low]) => {
        const id = String(BigInt(firstIdAt(idEpoch + (second + skew) * 1000)) + BigInt(low));
        fc.pre(isId(id));
        const run = { ...sample, id, created: idEpoch / 1000 + second };
        const read = readFilters(given);
        const { above, below } = idRangeOf(read);
        if (!meetsAll(read, run)) return;
        expect(above === null || compareIds(id, above) > 0).toBe(true);
        expect(below === null || compareIds(id, below) < 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  // Guarantee: it is worth its name: one id is looked at for `id ==`, and two hours and a second for one second of creation.
  test('is narrow', () => {
    const id = firstIdAt(idEpoch + 5000);
    const one = idRangeOf(readFilters([{ field: 'id', operator: '==', value: id }]));
    expect(BigInt(one.below ?? 0) - BigInt(one.above ?? 0)).toBe(2n);
    const seconds = idEpoch / 1000 + 9000;
    const hours = idRangeOf(readFilters([{ field: 'created', operator: '==', value: seconds }]));
    expect((BigInt(hours.below ?? 0) - BigInt(hours.above ?? 0)) >> 22n).toBe(7_201_000n);
  });
});

describe('orders', () => {
  // Guarantee: a list holds the runs that have what it is sorted by, each once, in one order that markers keep.
  test('leave out what has no place', () => {
    fc.assert(
      fc.property(runs, fieldName, (all, sort) => {
        const selection = readSelection({ sort });
        const places = all.flatMap((run) => placeInList(selection, run) ?? []);
        expect(places).toHaveLength(all.filter((run) => heldBy(run, sort) !== undefined).length);
        for (const place of places) {
          const parts = sort === 'id' ? 0 : 1;
          expect(decodeMarker(encodeMarker(place), 'before', parts)).toEqual(place);
        }
        const known = all.filter((run) => heldBy(run, sort) !== undefined);
        for (const a of known) {
          for (const b of known) {
            const [x, y] = [comparable(sort, heldBy(a, sort)), comparable(sort, heldBy(b, sort))] as [number, number];
            const [p, q] = [placeInList(selection, a), placeInList(selection, b)];
            if (p && q && typeof x === typeof y && x < y) expect(compareKeys(p, q)).toBeLessThan(0);
          }
        }
      }),
    );
  });

  // Guarantee: text of any length and kind can be sorted by, and its marker comes back as it went.
  test('of long texts', () => {
    const selection = readSelection({ sort: 'source_code.content' });
    fc.assert(
      fc.property(
        listedRun,
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom(1, 90),
        (run, text, times) => {
          const place = placeInList(selection, { ...run, texts: { source: text.repeat(times), logs: {} } });
          expect(place && decodeMarker(encodeMarker(place), 'after', 1)).toEqual(place);
        },
      ),
    );
    const half = placeInList(selection, { ...sample, texts: { source: `${'😀'.repeat(700)}\ud83d`, logs: {} } });
    expect(half && decodeMarker(encodeMarker(half), 'after', 1)).toEqual(half);
  });

  const [sample] = fc.sample(listedRun, 1) as [ListedRun];

  // Guarantee: a search finds a part of the name in any letter case.
  test('and search', () => {
    fc.assert(
      fc.property(listedRun, fc.constantFrom('TREE', 'e', 'é', '2', 'none', ''), (run, search) => {
        const found = run.name.toLowerCase().includes(search.toLowerCase());
        expect(placeInList(readSelection({ search }), run) !== null).toBe(found);
      }),
    );
  });

  test.each(['', 'nothing', 'checkpoint_count', 'values.acc', 'project'])('refuse %j', (sort) => {
    expectRefusal(() => readSelection({ sort }), 'sort', sort);
  });
});

describe('defined fields', () => {
  // Guarantee: a field is counted for each run that has it, those that nobody has are left out, and what is sortable can be sorted by.
  test('count who has what', () => {
    fc.assert(
      fc.property(runs, fc.array(fieldName), (all, names) => {
        const count = countFields();
        for (const run of all) count.add(run);
        const fields = count.fields();
        expect(new Set(fields.map(({ key: of }) => of)).size).toBe(fields.length);
        for (const { key: of, count: many, sortable } of fields) {
          expect(sortable).toBe(of !== 'checkpoint_count');
          expect(runField(of) !== null).toBe(sortable);
          expect(many).toBe(sortable ? all.filter((run) => heldBy(run, of) !== undefined).length : all.length);
        }
        for (const name of names.filter((each) => each !== 'finished')) {
          const known = all.some((run) => heldBy(run, name) !== undefined);
          expect(fields.some(({ key: of }) => of === name)).toBe(known);
        }
      }),
    );
  });

  // Guarantee: where runs have more fields than an answer has room for, the page can be had all the same, with the fields that most runs have.
  test('are those that most runs have where they are too many', () => {
    const [sample] = fc.sample(listedRun, 1) as [ListedRun];
    const count = countFields();
    const names = (run: number) => Array.from({ length: 100 }, (_, i) => `name ${run} ${i}`);
    for (let run = 0; run < 100; run++)
      count.add({ ...sample, assignments: Object.fromEntries(['common', ...names(run)].map((name) => [name, 1])) });
    const fields = count.fields();
    expect(fields.length).toBe(2000);
    expect(fields.find(({ key }) => key === 'assignments.common')?.count).toBe(100);
    expect(fields.map(({ key }) => key)).toEqual(expect.arrayContaining(['id', 'state', 'checkpoint_count']));
  });

  // Guarantee: the type is that of what runs hold; where they do not agree, it is not made up.
  test('have the type of their values', () => {
    const [sample] = fc.sample(listedRun, 1) as [ListedRun];
    const of = (assignments: ListedRun['assignments']): ListedRun => ({ ...sample, assignments });
    const count = countFields();
    for (const run of [of({ n: 1, t: 'x', m: 1 }), of({ m: 'x' })]) count.add(run);
    const types = Object.fromEntries(count.fields().map((field) => [field.key, field.type]));
    expect(types).toMatchObject({
      ...{ 'assignments.n': 'numeric', 'assignments.t': 'string', 'assignments.m': 'unknown', id: 'id' },
      ...{ created: 'timestamp', state: 'string', deleted: 'boolean', checkpoint_count: 'numeric' },
    });
  });
});
