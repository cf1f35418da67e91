// Query parameters: text in, typed values out.
import { expect, test } from 'vitest';
import type * as z from 'zod';
import { parse } from '../../../shared/api/parse.ts';
import * as queries from '../../../shared/api/schemas/queries.ts';
import { expectRefusal } from '../domain/refusal.ts';

/** Booleans are 1, true, 0 or false in any letter case; numbers are digits; what a route does not know is ignored. */
test('reads the parameters of a page', () => {
  expect(parse(queries.pageQuery, {}, 'query')).toEqual({});
  expect(parse(queries.pageQuery, { limit: '0', before: 'm', ascending: 'True', colour: 'red' }, 'query')).toEqual({
    limit: 0,
    before: 'm',
    ascending: true,
  });
  expect(
    ['1', 'true', 'TRUE', '0', 'False'].map((ascending) => parse(queries.pageQuery, { ascending }, 'query').ascending),
  ).toEqual([true, true, true, false, false]);
});

const refused: [string, z.ZodType, Record<string, string>, string, string][] = [
  ['a limit of 1001', queries.pageQuery, { limit: '1001' }, 'limit', 'at most 1000'],
  ['a negative limit', queries.pageQuery, { limit: '-1' }, 'limit', 'at least 0'],
  ['a limit of 1.5', queries.pageQuery, { limit: '1.5' }, 'limit', 'whole number'],
  ['an empty limit', queries.pageQuery, { limit: '' }, 'limit', 'whole number'],
  ['an empty marker', queries.pageQuery, { before: '' }, 'before', 'at least 1'],
  ['an ascending of yes', queries.pageQuery, { ascending: 'yes' }, 'ascending', '1, true, 0, false'],
  ['an unknown state of experiments', queries.experimentListQuery, { state: 'open' }, 'state', 'active, deleted, all'],
  ['an unknown sort of experiments', queries.experimentListQuery, { sort: 'name' }, 'sort', 'id, recent'],
  ['a negative period', queries.experimentListQuery, { period_start: '-1' }, 'period_start', 'at least 0'],
  [
    'a period that ends too early',
    queries.experimentListQuery,
    { period_start: '2', period_end: '1' },
    'period_end',
    'earlier',
  ],
  ['a user that is no id', queries.experimentListQuery, { user: 'me' }, 'user', 'is not an id'],
  ['closed suggestions', queries.suggestionListQuery, { state: 'closed' }, 'state', 'allowed values: open'],
  ['a wrong id in a list', queries.suggestionListQuery, { id: '1,b' }, 'id[1]', 'is not an id'],
  [
    'deleting closed suggestions',
    queries.suggestionDeleteAllQuery,
    { state: 'closed' },
    'state',
    'allowed values: open',
  ],
  ['an empty format', queries.usageQuery, { format: '' }, 'format', 'json, csv'],
  ['an unknown format', queries.usageQuery, { month: '2026-11', format: 'xml' }, 'format', 'json, csv'],
];

/** Each rule refuses what breaks it, and says which parameter. */
test.each(refused)('refuses %s', (_, schema, given, field, fragment) => {
  expectRefusal(() => parse(schema, given, 'query'), field, fragment);
});

/** Lists have defaults, and take comma separated ids. */
test('reads the parameters of lists', () => {
  expect(parse(queries.experimentListQuery, {}, 'query')).toEqual({ state: 'active', sort: 'id' });
  expect(parse(queries.experimentListQuery, { period_end: '5', development: '0', search: '' }, 'query')).toMatchObject({
    period_end: 5,
    development: false,
    search: '',
  });
  expect(parse(queries.suggestionListQuery, { id: '1,2,3', deleted: 'true' }, 'query')).toEqual({
    id: ['1', '2', '3'],
    deleted: true,
  });
  expect(parse(queries.observationListQuery, {}, 'query')).toEqual({ sort: 'id' });
  expect(parse(queries.usageQuery, {}, 'query')).toEqual({ format: 'json' });
  expect(parse(queries.usageQuery, { month: '2026-11' }, 'query')).toEqual({ month: '2026-11', format: 'json' });
  expect(parse(queries.experimentDeleteQuery, { include_runs: 'true' }, 'query')).toEqual({ include_runs: true });
  expect(parse(queries.observationDeleteQuery, {}, 'query')).toEqual({});
});
