// The rules for reports: new observations, and changes to them.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../shared/api/parse.ts';
import {
  observationBatch,
  observationCreate,
  observationUpdate,
} from '../../../shared/api/schemas/observation-bodies.ts';
import type { Definition } from '../../../shared/domain/experiment.ts';
import type { Observation } from '../../../shared/domain/observation.ts';
import { publicObservation } from '../../../shared/domain/public/public.ts';
import { checkReport, mergeReport } from '../../../shared/domain/reports/report.ts';
import { assignmentsFor, experimentBody } from './arbitrary.ts';
import { expectRefusal } from './refusal.ts';
import { type Body, body, create, double, experiment, observation, update } from './samples.ts';

const sole = create(body());
const named = create(body({ metrics: ['acc'] }));
const two = create(body({ metrics: ['m', { name: 's', strategy: 'store' }] }));
const report = (definition: Definition, given: Body) =>
  checkReport(definition, parse(observationCreate, given, 'body'));
const merge = (definition: Definition, stored: Observation, given: Body) =>
  mergeReport(definition, stored, parse(observationUpdate, given, 'body'));

const x = { x: 0.5 };
const values = [{ value: 1 }];
const pair = [
  { name: 's', value: 2, value_stddev: 0.5 },
  { name: 'm', value: 1 },
];
const ok: Body = { assignments: x, values };

/** A report of assignments or of a suggestion, with values or failed; values come out sorted by metric. */
test('accepts what the specification allows', () => {
  const plain = {
    assignments: x,
    suggestion: null,
    task: null,
    values: [{ name: null, value: 1, stddev: null }],
    failed: false,
    metadata: null,
  };
  expect(report(sole, ok)).toEqual(plain);
  expect(
    report(sole, { ...ok, suggestion: null, failed: false, metadata: null, task: null, no_optimize: true }),
  ).toEqual(plain);
  expect(report(sole, { suggestion: '90', values })).toEqual({ ...plain, suggestion: '90', assignments: null });
  expect(report(sole, { suggestion: 90, values: [{ name: null, value: 1 }] })).toMatchObject({ suggestion: '90' });
  expect(report(sole, { assignments: x, failed: true })).toEqual({ ...plain, failed: true, values: [] });
  expect(report(sole, { assignments: x, failed: true, values: [] })).toEqual({ ...plain, failed: true, values: [] });
  expect(report(sole, { ...ok, metadata: { a: 'b', c: null } }).metadata).toEqual({ a: 'b' });
  expect(report(named, ok).values).toEqual([{ name: 'acc', value: 1, stddev: null }]);
  expect(
    report(named, { ...ok, values: [{ object: 'metric_evaluation', name: 'acc', value: 1, value_stddev: 0 }] })
      .values[0]?.stddev,
  ).toBe(0);
  expect(report(two, { assignments: x, values: pair }).values).toEqual([
    { name: 'm', value: 1, stddev: null },
    { name: 's', value: 2, stddev: 0.5 },
  ]);
});

const refused: [string, Definition, Body, string, string][] = [
  ['suggestion and assignments', sole, { ...ok, suggestion: '90' }, 'assignments', 'together with suggestion'],
  ['neither of them', sole, { values }, 'suggestion', 'is missing'],
  ['values and failed', sole, { ...ok, failed: true }, 'values', 'failed: true'],
  ['neither of them, too', sole, { assignments: x }, 'values', 'is missing'],
  ['not failed without values', sole, { assignments: x, failed: false, values: null }, 'values', 'is missing'],
  ['a suggestion that is no id', sole, { suggestion: 'abc', values }, 'suggestion', 'is not an id'],
  ['a suggestion of 0', sole, { suggestion: 0, values }, 'suggestion', 'is not an id'],
  ['wrong assignments', sole, { assignments: { y: 1 }, values }, 'assignments.y', 'not a parameter'],
  ['no value', sole, { assignments: x, values: [] }, 'values', 'must be equal'],
  ['two values for one metric', sole, { assignments: x, values: [...values, ...values] }, 'values', 'must be equal'],
  ['one value for two metrics', two, { assignments: x, values: [{ name: 'm', value: 1 }] }, 'values', 'must be equal'],
  ['a metric twice', two, { assignments: x, values: [pair[1], pair[1]] }, 'values[1].name', 'twice'],
  ['an unknown metric', two, { assignments: x, values: [pair[0], { name: 'z', value: 1 }] }, 'values[1].name', '"z"'],
  [
    'a value without name for two metrics',
    two,
    { assignments: x, values: [pair[0], { value: 1 }] },
    'values[1].name',
    'is missing',
  ],
  [
    'a name for the unnamed metric',
    sole,
    { assignments: x, values: [{ name: 'acc', value: 1 }] },
    'values[0].name',
    '"acc"',
  ],
  ['a null value', sole, { assignments: x, values: [{ value: null }] }, 'values[0].value', 'Invalid type'],
  ['a value of true', sole, { assignments: x, values: [{ value: true }] }, 'values[0].value', 'Invalid type'],
  ['no value in a value', sole, { assignments: x, values: [{}] }, 'values[0].value', 'Missing required json key'],
  ['a value that is not an object', two, { assignments: x, values: [1, 2] }, 'values[0]', 'Invalid type for'],
  ['values that are not a list', sole, { assignments: x, values: { value: 1 } }, 'values', 'Invalid type'],
  [
    'a negative deviation',
    sole,
    { assignments: x, values: [{ value: 1, value_stddev: -1 }] },
    'values[0].value_stddev',
    'at least 0',
  ],
  [
    'an unknown key in a value',
    sole,
    { assignments: x, values: [{ value: 1, sd: 1 }] },
    'values[0].sd',
    'Unknown json keys',
  ],
  ['the old value key', sole, { ...ok, value: 1 }, 'value', 'Unknown json keys'],
  ['the old value_stddev key', sole, { ...ok, value_stddev: 1 }, 'value_stddev', 'Unknown json keys'],
  ['a failure that is 1', sole, { assignments: x, failed: 1 }, 'failed', 'Invalid type'],
  ['nested metadata', sole, { ...ok, metadata: { k: {} } }, 'metadata.k', 'Invalid type'],
];

/** Each rule refuses what breaks it, and says which field. */
test.each(refused)('refuses %s', (_, definition, given, field, fragment) => {
  expectRefusal(() => report(definition, given), field, fragment);
});

/** In a batch, the message says which element is wrong, whoever finds it. */
test('names the element of a batch', () => {
  const field = 'observations[1]';
  const wrong = { observations: [ok, { ...ok, values: [{}] }] };
  expectRefusal(() => parse(observationBatch, wrong, 'body'), `${field}.values[0].value`, `${field}.values[0].value`);
  expectRefusal(() => checkReport(sole, { values }, field), `${field}.suggestion`, field);
  expectRefusal(() => checkReport(sole, { assignments: {}, values }, field), `${field}.assignments`, field);
  expectRefusal(() => checkReport(sole, { assignments: x }, field), `${field}.values`, field);
  expectRefusal(
    () => checkReport(sole, { assignments: x, values, metadata: { k: [] } }, field),
    `${field}.metadata.k`,
    field,
  );
  const tooMany = { observations: Array.from({ length: 2501 }, () => ok) };
  expectRefusal(() => parse(observationBatch, tooMany, 'body'), 'observations', 'at most 2500');
});

const own = observation({ values: [{ name: null, value: 1, stddev: 0.5 }], metadata: { k: 1 } });
const tied = observation({ suggestion: '90' });
const failed = observation({ failed: true, values: [] });

describe('an update', () => {
  /** What is absent stays; a deviation that is absent stays too, and null erases it. */
  test('merges values', () => {
    const stored = {
      assignments: x,
      suggestion: null,
      task: null,
      values: own.values,
      failed: false,
      metadata: { k: 1 },
    };
    expect(merge(sole, own, {})).toEqual(stored);
    expect(merge(sole, own, { values: [{ value: 2 }] })).toEqual({
      ...stored,
      values: [{ name: null, value: 2, stddev: 0.5 }],
    });
    expect(merge(sole, own, { values: [{ value: 2, value_stddev: null }] }).values[0]?.stddev).toBeNull();
    expect(merge(sole, own, { metadata: { z: 'a' } })).toEqual({ ...stored, metadata: { z: 'a' } });
    expect(merge(sole, own, { metadata: null })).toEqual({ ...stored, metadata: null });
  });

  /** From values to a failure and back, both keys are needed. */
  test('switches between values and failure', () => {
    expect(merge(sole, own, { failed: true, values: null })).toMatchObject({ failed: true, values: [] });
    expectRefusal(() => merge(sole, own, { failed: true }), 'values', 'are what the observation has');
    expectRefusal(() => merge(sole, own, { failed: true }), 'values', 'values: null (None in Python)');
    expectRefusal(() => merge(sole, own, { failed: true, values }), 'values', 'together with failed: true');
    expectRefusal(() => merge(sole, own, { values: null }), 'values', 'is missing');
    expect(merge(sole, failed, { failed: false, values })).toMatchObject({
      failed: false,
      values: [{ name: null, value: 1, stddev: null }],
    });
    expectRefusal(() => merge(sole, failed, { values }), 'values', 'while the observation is failed');
    expectRefusal(() => merge(sole, failed, { values }), 'values', 'failed: false');
    expectRefusal(() => merge(sole, failed, { failed: false }), 'values', 'is missing');
    expect(merge(sole, failed, { failed: true })).toMatchObject({ failed: true, values: [] });
  });

  /** Assignments of a suggestion are its own: to change them, the suggestion is given up in the same request, and the other way round. */
  test('switches between suggestion and assignments', () => {
    const other = { x: 0.75 };
    expect(merge(sole, own, { assignments: other })).toMatchObject({ suggestion: null, assignments: other });
    expect(merge(sole, own, { assignments: null, suggestion: '91' })).toMatchObject({
      suggestion: '91',
      assignments: null,
    });
    expectRefusal(() => merge(sole, own, { suggestion: '91' }), 'suggestion', 'assignments: null');
    expectRefusal(() => merge(sole, own, { suggestion: '91', assignments: x }), 'assignments', 'suggestion: null');
    expectRefusal(() => merge(sole, own, { assignments: null }), 'suggestion', 'is missing');
    expectRefusal(() => merge(sole, own, { assignments: { x: 'a' } }), 'assignments.x', 'Invalid type');
    expect(merge(sole, tied, { suggestion: null, assignments: other })).toMatchObject({
      suggestion: null,
      assignments: other,
    });
    expect(merge(sole, tied, { suggestion: '95' })).toMatchObject({ suggestion: '95', assignments: null });
    expect(merge(sole, tied, { suggestion: '90' })).toMatchObject({ suggestion: '90', assignments: x });
    expect(merge(sole, tied, { assignments: null })).toMatchObject({ suggestion: '90', assignments: x });
    expectRefusal(() => merge(sole, tied, { assignments: other }), 'assignments', 'suggestion: null');
    expectRefusal(() => merge(sole, tied, { suggestion: null }), 'suggestion', 'is missing');
    expectRefusal(() => merge(sole, tied, { suggestion: '95', assignments: x }), 'assignments', 'suggestion: null');
  });

  /** The merged result obeys the rules of a new one. */
  test('refuses what a new report would be refused for', () => {
    expectRefusal(() => merge(sole, own, { values: [] }), 'values', 'must be equal');
    expectRefusal(() => merge(sole, own, { task: 'a' }), 'task', 'has no tasks');
    expectRefusal(() => merge(sole, own, { colour: 1 }), 'colour', 'Unknown json keys');
    expectRefusal(() => merge(sole, own, { metadata: { k: true } }), 'metadata.k', 'Invalid type');
  });

  /** What was reported before an experiment changed stays as it was, hidden parameters included, when the update does not touch it. */
  test('leaves old assignments alone', () => {
    const before = experiment(body({ parameters: [double('x'), double('y')] }));
    const { definition } = update(before, { parameters: [{ name: 'x' }] });
    const stored = observation({ assignments: { x: 0.5, y: 0.25 } });
    expect(merge(definition, stored, { metadata: { k: 1 } }).assignments).toEqual({ x: 0.5, y: 0.25 });
    expect(merge(definition, stored, { assignments: { x: 0.5 } }).assignments).toEqual({ x: 0.5, y: 0.25 });
    expect(merge(definition, stored, { assignments: { x: 0.75 } }).assignments).toEqual({ x: 0.75 });
  });

  const metric = fc.record({
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    stddev: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
  });
  const stored = experimentBody.chain((given) => {
    const definition = create(given);
    const more = {
      metrics: fc.tuple(metric, metric),
      suggestion: fc.constantFrom(null, '90'),
      failed: fc.boolean(),
      assignments: assignmentsFor(definition),
    };
    return fc.record(more).map(({ metrics: [m, s], failed: fails, ...rest }) => {
      const plain = [
        { name: 'm', ...m },
        { name: 's', ...s },
      ].map((value) => ({
        ...value,
        name: value.name === 's' ? 'stored' : 'm',
        value: value.value + 0,
        stddev: value.stddev === null ? null : value.stddev + 0,
      }));
      return { definition, observation: observation({ ...rest, failed: fails, values: fails ? [] : plain }) };
    });
  });

  /** Law: an update that repeats what a reader was shown changes nothing. */
  test('that repeats what is shown changes nothing', () => {
    fc.assert(
      fc.property(stored, ({ definition, observation: shown }) => {
        const {
          assignments,
          suggestion,
          values: given,
          failed: fails,
          metadata,
        } = publicObservation(definition, '17', shown);
        const merged = merge(
          definition,
          shown,
          JSON.parse(JSON.stringify({ assignments, suggestion, values: given, failed: fails, metadata })),
        );
        const { id, created, deleted, ...unchanged } = shown;
        expect(merged).toEqual(unchanged);
      }),
    );
  });
});
