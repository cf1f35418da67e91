// Requests that nobody should send: good bodies with one thing wrong, wrong JSON, wrong bytes, wrong ids, wrong queries.
import * as fc from 'fast-check';

/** Values for any place of a body. */
const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -1, 1.5, -0, 1e308, 5e-324, 2 ** 53, 2 ** 63, '', 'x', '1', '0', '-1', 'NaN', 'null'],
    ...['a'.repeat(101), 'ß'.repeat(501), '\n', '\u202e', '🚀'.repeat(60), '__proto__', 'constructor', 'toString'],
    ...[[], {}, [[]], [null], [{}], { a: { b: { c: 1 } } }, { constructor: 1 }, { length: 3 }, { object: 'x' }],
    ...[Array(2600).fill(0), Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i]))],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

type Node = { readonly [key: string]: unknown } | readonly unknown[];
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Every place in a value, the value itself first. */
const placesIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] => [
  path,
  ...(isNode(value) ? Object.entries(value).flatMap(([key, child]) => placesIn(child, [...path, key])) : []),
];

/** A copy with the place changed: `undefined` takes it out. */
function withPlace(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put;
  if (!isNode(value)) return value;
  const entries = Object.entries(value).map(([name, child]) => [
    name,
    name === key ? withPlace(child, rest, put) : child,
  ]);
  const known = entries.some(([name]) => name === key) ? entries : [...entries, [key, put]];
  const kept = known.filter(([, child]) => child !== undefined);
  return Array.isArray(value) ? kept.map(([, child]) => child) : Object.fromEntries(kept);
}

/** A good body with one to three places changed, taken out, or added. */
const spoilt = (good: unknown): fc.Arbitrary<unknown> =>
  fc
    .array(
      fc.tuple(
        fc.nat(),
        fc.option(values, { nil: undefined }),
        fc.option(fc.constantFrom('extra', '__proto__', 'fields', 'x')),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((changes) =>
      changes.reduce<unknown>((body, [at, put, added]) => {
        const places = placesIn(body);
        const place = places[at % places.length] ?? [];
        return withPlace(body, added === null ? place : [...place, added], put);
      }, good),
    );

/** Text that is not JSON, or JSON that no reader should take. */
const broken = (text: string): fc.Arbitrary<string | Uint8Array> =>
  fc.oneof(
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc.nat(text.length).map((at) => `${text.slice(0, at)}${text.slice(at + 1)}`),
    fc
      .constantFrom(
        'NaN',
        'Infinity',
        '-Infinity',
        '1e999',
        '01',
        '0x1',
        'undefined',
        "'x'",
        '1.',
        '"\\u0000"',
        '"\\ud800"',
      )
      .map((token) => text.replace(/:(?:\d[\d.]*|"[^"]*"|true|false|null)/, `:${token}`)),
    fc.constantFrom(
      '[]',
      '1',
      '"x"',
      'null',
      'true',
      '{',
      '{"a":1,"a":2}',
      '{"a":{"b":1,"b":1}}',
      '{"__proto__":{"x":1}}',
      `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`,
      '['.repeat(100_000),
      `{"a":${'9'.repeat(200_000)}}`,
    ),
    fc.uint8Array({ maxLength: 40 }),
    fc.nat(Math.max(0, text.length - 1)).map((at) => {
      const bytes = new TextEncoder().encode(text);
      bytes[at] = 0xff;
      return bytes;
    }),
  );

export const bodies = (good: unknown): fc.Arbitrary<string | Uint8Array> =>
  fc.oneof(
    { weight: 5, arbitrary: spoilt(good).map((body) => JSON.stringify(body) ?? '') },
    { weight: 2, arbitrary: broken(JSON.stringify(good)) },
    { weight: 1, arbitrary: fc.json() },
  );

/** Ids of every wrong kind; percent-encoded where a path needs it. */
export const wrongIds = fc.constantFrom(
  ...['1', '0', '-1', '01', '1.0', '1e3', '9223372036854775807', '9223372036854775808', '9'.repeat(400)],
  ...['abc', 'self', '%00', '%2F', '%', '%ff', '..', '%E2%82%AC', '__proto__', 'null', '1%20', '١'],
);

const names = ['limit', 'before', 'after', 'ascending', 'sort', 'state', 'deleted', 'id', 'fields', 'search', 'user'];
const more = [
  'period_start',
  'period_end',
  'development',
  'include_ai',
  'include_runs',
  'no_optimize',
  'x',
  '__proto__',
];
const texts = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '1000',
    '1001',
    'true',
    'TRUE',
    'open',
    'all',
    'recent',
    'value',
    'parameter-x',
    'id,name',
  ),
  fc.constantFrom(
    '%',
    '%00',
    '%ff',
    '[]',
    '["id"]',
    '{}',
    '[1',
    '1e9',
    '9'.repeat(30),
    'value-__proto__',
    'CgIQAQ',
    'a=b',
  ),
  fc.string({ maxLength: 12 }).map(encodeURIComponent),
);

export const queries = fc
  .array(fc.tuple(fc.constantFrom(...names, ...more), texts), { maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
