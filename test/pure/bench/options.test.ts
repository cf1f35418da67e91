// What a benchmark says to a command line that it cannot use.
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

type Ended = { readonly code: unknown; readonly said: string };

const bench = (...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], (error, _, said) =>
      done({ code: error?.code ?? 0, said }),
    );
  });

describe('the command line of the benchmarks', () => {
  /** Guarantee: a wrong word ends with code 2 and one sentence that names it and the way out, without a stack, before anything runs. */
  it.each([
    [['nope'], 'Unknown benchmark "nope". Use one of: quality, '],
    [['quality', '--budget', 'x'], '--budget x: give a whole number from 1 on'],
    [['quality', '--bugdet', '3'], "Unknown option '--bugdet'"],
    [['latency', '--asks', '3'], "Unknown option '--asks'"],
    [['cost', 'all'], "Unexpected argument 'all'"],
    [['quality', '--suite', 'nowhere.mjs'], 'There is no suite nowhere.mjs.'],
    [['quality', '--suite', 'package.json'], 'package.json is no suite'],
    [['quality', '--rows', 'nowhere.jsonl'], 'There is no file nowhere.jsonl.'],
    [['features', '--suite', 'nowhere.mjs'], 'There is no suite nowhere.mjs.'],
    [['features', '--suite', 'bench/tasks/bbob.ts'], 'exports no list "featureTasks".'],
    [['coverage', '--tasks', 'branin2'], 'No task "branin2". There are: branin, '],
  ])('%j', async (args, sentence) => {
    const { code, said } = await bench(...args);
    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });
});
