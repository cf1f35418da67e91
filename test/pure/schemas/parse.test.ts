// How a request that does not fit its schema is refused.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parse } from '../../../shared/api/parse.ts';
import { aiExperimentCreate } from '../../../shared/api/schemas/ai-experiment-shapes.ts';
import { id } from '../../../shared/api/schemas/common.ts';
import { experimentCreate } from '../../../shared/api/schemas/experiment-bodies.ts';
import { invalid } from '../../../shared/domain/problem.ts';
import { expectRefusal, refusalOf } from '../domain/refusal.ts';

const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
const body = (value: unknown) => () => parse(experimentCreate, value, 'body');

/** Field by path, value as given, rule and way out; the message speaks of the first and counts the rest. */
test('names every field that is wrong', () => {
  const problem = refusalOf(
    body({ name: 3, parameters: [{ ...parameters[0], bounds: { min: '0', max: 1 } }], colour: 'red' }),
  );
  expect(problem.errors.map(({ field, value }) => ({ field, value }))).toEqual([
    { field: 'name', value: 3 },
    { field: 'parameters[0].bounds.min', value: '0' },
    { field: 'colour', value: 'red' },
  ]);
  expect(problem.message).toBe('Invalid type for name: text is needed, not 3. Send text. (and 2 more, see errors)');
});

/** The fragments that existing suites look for. */
test('words errors as the contract does', () => {
  expectRefusal(body({ parameters }), 'name', 'Missing required json key: name');
  expectRefusal(body({ name: 'n', parameters, a: 1 }), 'a', 'Unknown json keys: "a"');
  expectRefusal(
    body({ name: 'n', parameters, type: 'best' }),
    'type',
    'is not one of the allowed values: offline, random, grid',
  );
  expectRefusal(body({ name: 'n', parameters, type: 1 }), 'type', 'Invalid type for type');
  expectRefusal(body({ name: 'n', parameters, metrics: 'm' }), 'metrics', 'Invalid type for metrics: a list is needed');
  expectRefusal(
    body({ name: 'n', parameters, observation_budget: 1e300 }),
    'observation_budget',
    'at most 9007199254740991',
  );
  expectRefusal(body([]), 'body', 'Invalid type for body');
  expectRefusal(() => parse(z.object({ month: z.string() }), {}, 'query'), 'month', 'Missing query parameter: month');
});

/** A rule that is a sentence already gets no second full stop, whoever found it. */
test('ends each sentence once', () => {
  const schema = z.string().refine((text) => text === 'b', { error: 'One or the other only.' });
  const message = 'Invalid a ("c"): One or the other only. ';
  expectRefusal(() => parse(z.object({ a: schema }), { a: 'c' }, 'body'), 'a', message);
  expect(invalid('a', 'c', 'One or the other only.', 'Send b.').message).toBe(`${message}Send b.`);
  expect(invalid('a', 'c', 'must be b', 'Send b.').message).toBe('Invalid a ("c"): must be b. Send b.');
});

/** A key that nobody knows is named once, with its place, and with the known key that it is near to. */
test.each([
  ['a slip', { paralel_bandwidth: 2 }, 'Unknown json keys: "paralel_bandwidth". Did you mean "parallel_bandwidth"?'],
  ['two letters that changed places', { tpye: 'grid' }, 'Unknown json keys: "tpye". Did you mean "type"?'],
  ['a part of one', { constraints: [] }, 'Unknown json keys: "constraints". Did you mean "linear_constraints"?'],
  [
    'deeper down',
    { metrics: [{ name: 'm', objectve: 'minimize' }] },
    'Unknown json keys: "objectve" in metrics[0]. Did you mean "objective"?',
  ],
  ['nothing near', { colour: 'red' }, 'Unknown json keys: "colour". Leave it out, or correct its spelling.'],
  ['a long one', { ['k'.repeat(101)]: 1 }, 'Leave it out, or correct its spelling.'],
])('words an unknown key: %s', (_, more, message) => {
  expect(refusalOf(body({ name: 'n', parameters, ...more })).message).toContain(message);
});

/** An experiment made of runs has another name for its budget. */
test('says `budget` where `observation_budget` belongs to the other kind of experiment', () => {
  const given = { name: 'n', parameters, metrics: [{ name: 'm' }], observation_budget: 5 };
  expectRefusal(
    () => parse(aiExperimentCreate, given, 'body'),
    'observation_budget',
    'Unknown json keys: "observation_budget". Did you mean "budget"?',
  );
});

/** An answer is never as large as the request that it refuses. */
test('bounds the number of errors', () => {
  const wrong = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]));
  expect(refusalOf(body({ name: 'n', parameters, ...wrong })).errors).toHaveLength(50);
  const list = Array.from({ length: 20_000 }, () => 1);
  const { errors, message } = refusalOf(body({ name: 'n', parameters: list }));
  expect(errors).toHaveLength(50);
  expect(message).toContain('19999 more');
});

/** `__proto__` is refused wherever it stands: schemas would drop it without a word. */
test.each([
  ['at the top', '{"__proto__": 1}', '__proto__'],
  ['in metadata', '{"metadata": {"__proto__": 1}}', 'metadata.__proto__'],
  ['in a list', '{"parameters": [{"conditions": {"__proto__": ["a"]}}]}', 'parameters.0.conditions.__proto__'],
])('refuses __proto__ %s', (_, text, field) => expectRefusal(body(JSON.parse(text)), field, 'reserved'));

describe('ids', () => {
  /** Ids are digits as text within 64 bits; a number that JSON carries exactly is taken as its digits. */
  test.each([
    ['1', '1'],
    ['9223372036854775807', '9223372036854775807'],
    [17, '17'],
  ])('accepts %s', (given, expected) => expect(parse(id, given, 'body')).toBe(expected));

  test.each([['0'], ['01'], ['-1'], ['abc'], [''], ['9223372036854775808'], [1.5], [2 ** 60], [true]])(
    'refuses %s',
    (given) => {
      expect(refusalOf(() => parse(id, given, 'body')).status).toBe(400);
    },
  );
});
