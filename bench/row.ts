// One run as it stands in a trajectory file, and how such files are read.
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { refusal } from '../infra/local/refusal.ts';

/** A failed evaluation has no value: null in a file, infinite here. */
const values = z.array(z.number().nullable()).transform((list) => list.map((value) => value ?? Infinity));

const row = z.object({
  method: z.string(),
  version: z.string(),
  task: z.string(),
  seed: z.int(),
  /** Milliseconds of the optimizer for one evaluation: median and 90 %. */
  step_ms: z.tuple([z.number(), z.number()]),
  /** The truth, one for each evaluation; minimised. */
  values,
  /** What the optimizer saw, where that is not the truth. */
  observed: values.optional(),
});

export type Row = Readonly<z.infer<typeof row>>;

/** The rows of JSON lines files; refuses a file that is not there, throws for a line that is no row. */
export function readRows(files: readonly string[]): Row[] {
  return linesIn(files).map((line) => row.parse(line));
}

/** What stands in JSON lines files; refuses one that is not there. */
export function linesIn(files: readonly string[]): unknown[] {
  const missing = files.find((file) => !existsSync(file));
  if (missing) throw refusal(`There is no file ${missing}.`);
  return files
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line));
}
