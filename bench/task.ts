// What a task is: a search space and an evaluation whose result is to be minimised.
import type { Random } from './random.ts';

export type Value = number | string;
/** Parameter names to values; inactive parameters are absent. */
export type Assignments = Readonly<Record<string, Value>>;

/** Active only while the categorical parameter `parent`, which comes earlier, has one of `values`. */
type When = { readonly parent: string; readonly values: readonly string[] };

/** Bounds include both ends; `log` means that the logarithm is the natural scale. */
export type Param =
  | {
      readonly name: string;
      readonly type: 'double' | 'int';
      readonly min: number;
      readonly max: number;
      readonly log?: boolean;
      readonly when?: When;
    }
  | { readonly name: string; readonly type: 'categorical'; readonly values: readonly string[]; readonly when?: When };

/** A noisy outcome: what is observed, its standard deviation, and the value without noise that only a judge may see. */
export type Noisy = { readonly value: number; readonly stddev: number; readonly truth: number };

/** The same where nobody knows how much it scatters. */
export type Scattered = Omit<Noisy, 'stddev'> & { readonly stddev: null };

export type Outcome = number | Noisy | Scattered | { readonly failed: true };

export type Task = {
  readonly name: string;
  readonly family: string;
  readonly params: readonly Param[];
  /** Deterministic: the same assignments and numbers give the same outcome. */
  readonly evaluate: (x: Assignments, rng: Random) => Outcome;
  /** The least value there is (of the truth, for noisy tasks), where it is known by mathematics or by trying every point. */
  readonly best?: number;
  /** A point that has it. */
  readonly optimum?: Assignments;
};

type NumberOptions = { readonly log?: boolean; readonly when?: When };

export const double = (name: string, min: number, max: number, more: NumberOptions = {}): Param => ({
  name,
  type: 'double',
  min,
  max,
  ...more,
});

export const int = (name: string, min: number, max: number, more: NumberOptions = {}): Param => ({
  name,
  type: 'int',
  min,
  max,
  ...more,
});

export const categorical = (name: string, values: readonly string[], more: { readonly when?: When } = {}): Param => ({
  name,
  type: 'categorical',
  values,
  ...more,
});

/** The number that `x` has for a name; an error names what is missing, because a task must never guess. */
export function num(x: Assignments, name: string): number {
  const value = x[name];
  if (typeof value !== 'number') throw new Error(`${name} must be a number here, got ${JSON.stringify(x)}`);
  return value;
}

export function word(x: Assignments, name: string): string {
  const value = x[name];
  if (typeof value !== 'string') throw new Error(`${name} must be a category here, got ${JSON.stringify(x)}`);
  return value;
}
