// Parameters as requests write them, in the words of the wire.
import type { Parameter, Value } from '../experiment.ts';

export type CategoryInput = string | { readonly name: string };
export type BoundsInput = { readonly min: number; readonly max: number };

/** Null means the same as absent, but for `transformation` and `prior` of an update. */
export type ParameterUpdate = {
  readonly name: string;
  readonly type?: Parameter['type'] | null | undefined;
  readonly bounds?: BoundsInput | null | undefined;
  readonly categorical_values?: readonly CategoryInput[] | null | undefined;
  readonly grid?: readonly unknown[] | null | undefined;
  readonly default_value?: Value | null | undefined;
  readonly transformation?: 'log' | 'none' | null | undefined;
  readonly prior?: unknown;
  /** Conditional name to a value or a list of values. */
  readonly conditions?: Readonly<Record<string, unknown>> | null | undefined;
};

export type ParameterInput = ParameterUpdate & { readonly type: Parameter['type'] };
