// What the command line of a benchmark gives: words and seeds with commas between, whole numbers; and how it is told that it does not.
import { parseArgs } from 'node:util';
import { codeOf, isRefusal, refusal } from '../infra/local/refusal.ts';

export const list = (text: string): string[] => text.split(',').filter(Boolean);

/** Refuses when there is none, or one is not a whole number. */
export function readSeeds(text: string): number[] {
  const seeds = list(text).map(Number);
  if (seeds.length > 0 && seeds.every(Number.isInteger)) return seeds;
  throw refusal(`--seeds ${text}: give whole numbers with commas between, like 0,1,2`);
}

/** Refuses a name that none of the tasks has: left out silently it would be missed in no table. */
export function refuseMissing(names: readonly string[], tasks: readonly { readonly name: string }[]): void {
  const missing = names.find((name) => !tasks.some((task) => task.name === name));
  if (missing) throw refusal(`No task "${missing}". There are: ${tasks.map(({ name }) => name).join(', ')}.`);
}

/** Refuses what is no whole number from `least` on. */
export function readWhole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw refusal(`--${name} ${text}: give a whole number from ${least} on`);
}

/** For a benchmark without options, or what is left when its own are read: refuses every word. */
export const readNothing = (argv: readonly string[]): unknown => parseArgs({ args: [...argv], options: {} });

/** True for an error whose message is enough: what was given cannot be used, as we or Node's parser of arguments found. */
export const isUnusable = (error: unknown): error is Error =>
  isRefusal(error) || (codeOf(error)?.startsWith('ERR_PARSE_ARGS') ?? false);
