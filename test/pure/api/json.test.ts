// Request bodies: what JSON.parse takes and is meant comes through unchanged, everything doubtful is refused with its place, and quickly.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBody } from '../../../shared/api/json.ts';

/** Milliseconds of processor time, which other programs of the computer do not lengthen. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const refused = (text: string) => {
  try {
    parseBody(text);
  } catch (error) {
    expect(error).toMatchObject({ status: 400 });
    return error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : '';
  }
  throw new Error(`${text.slice(0, 100)} was accepted`);
};

// For every object of the language the reader agrees with JSON.parse, however the text is spaced.
test('agrees with JSON.parse', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
      fc.constantFrom(0, 1, '\t', '\r\n '),
      (value, space) => {
        const text = JSON.stringify(value, null, space);
        if (/\\u0000|\\ud[89a-f]/.test(text)) return;
        expect(parseBody(text)).toEqual(JSON.parse(text));
        expect(JSON.stringify(parseBody(text))).toBe(JSON.stringify(JSON.parse(text)));
      },
    ),
  );
});

// An id may be a number in the places that name other objects: it keeps its digits, which a double would not. Every other number is the nearest double.
test('ids keep their digits', () => {
  const id = '9007199254740993';
  const text = (value: string) =>
    parseBody(`{"suggestion":${value},"transfer_from":[1,${value}],"observations":[{"suggestion":${value}}]}`);
  expect(text(id)).toEqual({ suggestion: id, transfer_from: [1, id], observations: [{ suggestion: id }] });
  expect(text('17')).toEqual({ suggestion: 17, transfer_from: [1, 17], observations: [{ suggestion: 17 }] });
  const free = `{"assignments":{"suggestion":${id}},"metadata":{"user":[${id}],"__proto__":1},"values":[{"value":${id}}]}`;
  expect(parseBody(free)).toEqual(JSON.parse(free));
  expect(JSON.stringify(parseBody(free))).toBe(JSON.stringify(JSON.parse(free)));
  for (const whole of [id, `[${id}]`]) expect(refused(whole)).toContain('must be an object');
});

// For every text the reader refuses with a 400 or gives what JSON.parse gives: nothing JSON.parse refuses gets through.
test('accepts nothing that is not JSON', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '"a"',
    '"b"',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'null',
    'NaN',
    ' ',
    '\n',
    '\u0001',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => `{"k":${pieces.join('')}}`),
      (text) => {
        let value: unknown;
        try {
          value = parseBody(text);
        } catch (error) {
          expect(error).toMatchObject({ status: 400 });
          return;
        }
        expect(value).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: 2000 },
  );
});

// No body is the empty object, as clients without parameters send it.
test('no body', () => {
  expect(parseBody('')).toEqual({});
  expect(parseBody(' \n\t')).toEqual({});
});

// What lacks its quotes, or has a backslash too few, may be a password: its place is said, and not what stands there.
test.each([...['"Secret2\\Hunter"', '"Secret2Hunter', 'Secret2Hunter', '7Secret2Hunter', '0123456789', '1e31415926']])(
  'a broken value is not repeated: %s',
  (value) => {
    expect(refused(`{"email":"a@example.org","password":${value}}`)).not.toMatch(/Secret|Hunter|123|314/);
  },
);

// What the contract refuses by name. All messages begin alike and say where.
test.each([
  ['not JSON', 'hello', 'character 1'],
  ['not an object', '[1]', 'must be an object'],
  ['null', 'null', 'must be an object'],
  ['two keys alike', '{"a":1,"a":2}', '"a" stands twice'],
  ['two keys alike, one escaped', '{"a":1,"\\u0061":2}', '"a" stands twice'],
  ['two keys alike, deep', '{"a":[{"b":{"c":1,"c":1}}]}', '"c" stands twice'],
  ['twice __proto__', '{"__proto__":1,"__proto__":2}', 'stands twice'],
  ['NaN', '{"a":NaN}', 'NaN is not a JSON value'],
  ['Infinity', '{"a":-Infinity}', 'not a number'],
  ['overflow', '{"a":1e999}', 'larger than any double'],
  ['a leading zero', '{"a":01}', '01 is not a number'],
  ['NUL', '{"a":"x\\u0000y"}', 'NUL'],
  ['NUL in a key', '{"\\u0000":1}', 'NUL'],
  ['NUL as it is', '{"a":"\0"}', 'control character'],
  ['half a character', '{"a":"\\ud800"}', 'surrogate'],
  ['no end', '{"a":1', 'expected "," or "}"'],
  ['a comma too many', '{"a":1,}', 'after ","'],
  ['more text', '{} {}', 'goes on'],
  ['an unknown escape', '{"a":"x",\n"b":"good\\horse"}', 'does not know (character 20, line 2)'],
  ['line number', '{\n"a": 1\n"b": 2}', 'line 3'],
])('refused: %s', (_name, text, fragment) => {
  const message = refused(text);
  expect(message).toMatch(/^Malformed json in request body: /);
  expect(message).toContain(fragment);
});

describe('hostile bodies', () => {
  // `__proto__` is a key like any other: it changes no prototype, neither of the object nor of all objects.
  test('prototype keys', () => {
    const value = parseBody('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect('polluted' in {}).toBe(false);
  });

  // Depth is limited at 64; sixty-five levels and a million are refused alike, without filling the stack.
  test('depth', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(parseBody(nested(64))).toHaveProperty('a');
    expect(refused(nested(65))).toContain('64 levels');
    expect(refused(nested(1_000_000))).toContain('64 levels');
  });

  // A number of two million digits is refused without computing it; 64 characters are read.
  test('long numbers', () => {
    expect(parseBody(`{"a":0.${'1'.repeat(62)}}`)).toHaveProperty('a');
    expect(refused(`{"a":0.${'1'.repeat(63)}}`)).toContain('65 characters');
    const millions = () => expect(refused(`{"a":${'9'.repeat(2_000_000)}}`)).toContain('2000000 characters');
    expect(processorTime(millions)).toBeLessThan(1000);
  });

  // Twice the text takes about twice the time, whatever it is made of: five megabytes stay far below a request's time.
  test.each([
    ['one string', `{"a":"${'x'.repeat(5_000_000)}"}`],
    ['backslashes', `{"a":"${'\\\\'.repeat(2_500_000)}"}`],
    ['small objects', `{"a":[${'{"b":1},'.repeat(500_000)}0]}`],
    ['one object', `{${Array.from({ length: 300_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`],
    ['spaces', `{${' '.repeat(5_000_000)}}`],
  ])('five megabytes: %s', (_name, text) => {
    expect(processorTime(() => parseBody(text))).toBeLessThan(3000);
  });
});
