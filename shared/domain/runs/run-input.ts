// What a request says of a run, in the words of the wire: absent keeps what is stored, null clears it.

import type { MetadataInput } from '../metadata.ts';
import type { AssignmentsInput } from '../parameters/assignments.ts';
import type { RunState } from './run.ts';

type Named<Value> = Readonly<Record<string, Value | null>>;

type ValueInput = {
  readonly value?: number | null | undefined;
  readonly value_stddev?: number | null | undefined;
};
type SourceInput = {
  readonly sort?: number | null | undefined;
  readonly default_show?: boolean | null | undefined;
};

export type RunInput = {
  readonly name?: string | undefined;
  readonly state?: RunState | undefined;
  readonly favorite?: boolean | null | undefined;
  readonly deleted?: boolean | null | undefined;
  readonly assignments?: AssignmentsInput | null | undefined;
  readonly assignments_meta?: Named<{ readonly source?: string | null | undefined }> | null | undefined;
  readonly assignments_sources?: Named<SourceInput> | null | undefined;
  readonly values?: Named<ValueInput> | null | undefined;
  readonly metadata?: MetadataInput | null | undefined;
  readonly dev_metadata?: MetadataInput | null | undefined;
  readonly sys_metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly datasets?: Named<object> | null | undefined;
  readonly model?: { readonly type?: string | null | undefined } | null | undefined;
  readonly source_code?:
    | { readonly content?: string | null | undefined; readonly hash?: string | null | undefined }
    | null
    | undefined;
  readonly logs?: Named<{ readonly content?: string | null | undefined }> | null | undefined;
};

/** A creation says at least the name; where the run is made, the path says. */
export type NewRunInput = RunInput & { readonly name: string };

/** An update may also move the run. */
export type RunUpdate = RunInput & { readonly project?: string | undefined };
