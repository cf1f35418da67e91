// The rules of the house for source files: small, explained, strictly typed, and pure where they must be.
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { occurrences, type SourceFile, sourceFiles } from './tree.ts';

const product = sourceFiles('functions', 'shared');
const source = [...product, ...sourceFiles('infra', 'bench', 'examples')];
const every = [...source, ...sourceFiles('test')];

const within = (folder: string): SourceFile[] => product.filter(({ path }) => path.startsWith(`${folder}/`));
const paths = (files: readonly SourceFile[]): string[] => files.map(({ path }) => path);
const lines = ({ text }: SourceFile): number => text.trimEnd().split('\n').length;

const made = (code: string): SourceFile => ({ path: 'x.ts', text: code, code });

describe('files', () => {
  // A reader learns from the first line whether this is the file that is looked for.
  test('each opens with a comment', () => {
    expect(paths(every.filter(({ text }) => !/^(#!.*\n)?(\/\/ \S|\/\*)/.test(text)))).toEqual([]);
  });

  // A long file has a second reason to exist.
  test('none has more than 350 lines, and half of them no more than 90', () => {
    expect(source.filter((file) => lines(file) > 350).map((file) => `${file.path}: ${lines(file)}`)).toEqual([]);
    const sorted = source.map(lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
  });

  // A name that says nothing collects what belongs elsewhere.
  test('none has a name that says nothing', () => {
    const empty = /^(utils?|helpers?|managers?|misc|index|types?-utils?)\.|[-.](utils?|helpers?|manager)\./;
    expect(paths(source.filter(({ path }) => empty.test(basename(path))))).toEqual([]);
    expect(empty.test('date-utils.ts')).toBe(true);
  });

  // A barrel hides where things are and loads what nobody asked for.
  test('none only passes on what others export', () => {
    const barrel = ({ code }: SourceFile) => /^(\s*export\s[^;]*\sfrom\s*'[^']*';)+\s*$/.test(code);
    expect(paths(source.filter(barrel))).toEqual([]);
    expect(barrel(made("export * from ' ';\nexport { a, b } from ' ';\n"))).toBe(true);
  });
});

describe('types', () => {
  const loose = /(?::|<|\||&|=>|,)\s*any\b(?!\s*[(:,])|\bas\s+any\b|\bany\[\]/;
  const nonNull = /[\w)\]]!(?![=\w])/;

  // The patterns find what they are for and let honest code pass.
  test('the patterns below are right', () => {
    const found = (pattern: RegExp, code: string) => occurrences([made(code)], pattern).length;
    for (const code of ['let a: any;', 'x as any', 'any[]', 'Map<string, any>']) expect(found(loose, code)).toBe(1);
    for (const code of ['f(a, any, b)', 'const company: Company', 'if (any(list)) {}'])
      expect(found(loose, code)).toBe(0);
    for (const code of ['a!.b', 'f(x)!;', 'list[0]! + 1', 'let x!: string']) expect(found(nonNull, code)).toBe(1);
    for (const code of ['a !== b', 'a!==b', 'if (!a) return !b;', '(!a)']) expect(found(nonNull, code)).toBe(0);
  });

  // What the compiler is told to overlook, it cannot find.
  test('the product has no any, no ! and no way around the compiler', () => {
    expect(occurrences(product, loose)).toEqual([]);
    expect(occurrences(product, nonNull)).toEqual([]);
    expect(occurrences(product, /\bas\s+unknown\s+as\b/)).toEqual([]);
    expect(paths(product.filter(({ text }) => /@ts-(ignore|expect-error|nocheck)/.test(text)))).toEqual([]);
  });

  // Functions and plain data: no state that hides behind a method, no parent class to read first.
  test('the product has no classes', () => {
    expect(occurrences(product, /^\s*(export\s+)?(default\s+)?(abstract\s+)?class\b/m)).toEqual([]);
  });
});

describe('purity', () => {
  // The same input gives the same suggestion, bit for bit: no clock, no chance, no surroundings.
  test('the engine asks nothing of its surroundings', () => {
    // `process` is also a word of the field (a Gaussian process), so it is looked at with what would be asked of it.
    const outside = /\b(Date|performance|console|crypto|globalThis|setTimeout|setImmediate|fetch|require)\b\s*[.(]/;
    const runtime = /\bprocess\.(env|argv|hrtime|cwd|nextTick|memoryUsage|platform|stdout|stderr|exit|uptime|pid)\b/;
    const impure = new RegExp(`${outside.source}|${runtime.source}|\\bMath\\.random\\b`);
    expect(within('shared/engine').length).toBeGreaterThan(5);
    expect(occurrences(within('shared/engine'), impure)).toEqual([]);
  });

  // The rules of the product are told the time; they do not look at a clock.
  test('the domain has no clock, no chance and no environment', () => {
    expect(
      occurrences(
        within('shared/domain'),
        /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\.|\bperformance\./,
      ),
    ).toEqual([]);
  });

  // What an operation draws it is given, like the time: a test can say what comes.
  test('operations make no random numbers of their own', () => {
    const chance = /\bMath\.random\b|\bcrypto\b|\brandomUUID\b/;
    expect(occurrences(within('shared/operations'), chance)).toEqual([]);
  });

  // One place gives the time, so that a test can give another.
  test('operations, store and API are told the time', () => {
    const clock = /\bDate\.now\b|\bnew Date\(\s*\)/;
    expect(
      occurrences([...within('shared/operations'), ...within('shared/store'), ...within('shared/api')], clock),
    ).toEqual([]);
  });

  // A Scan reads every tenant's data; what is looked for has a key or stands in the index of what is due.
  test('nothing scans a table', () => {
    expect(occurrences(source, /\b(ScanCommand|paginateScan|ExecuteStatementCommand)\b/)).toEqual([]);
  });
});
