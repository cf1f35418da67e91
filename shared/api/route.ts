// One row of the route table: everything that the door, the gateway, the tests and the documents need to know of a route.
import type * as z from 'zod';
import type { Level } from '../domain/identity.ts';
import type { Context } from '../operations/context.ts';

/** The function (Lambda) a route is served by. */
export const groups = ['experiments', 'suggestions', 'observations', 'insights', 'account', 'fallback'] as const;
export type Group = (typeof groups)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';

/** The path's variables, e.g. `{ experiment: '17' }`. */
export type PathValues = Readonly<Record<string, string>>;

/** The body as it was sent, not checked yet: a hint at what else to read, nothing more. */
export type Given = Readonly<Record<string, unknown>>;

type Place = {
  readonly method: Method;
  /** As API Gateway writes it: `/v1/experiments/{experiment}`. Every variable is an id of digits, but for `token`. */
  readonly path: string;
  readonly group: Group;
};

type Described<Target, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType> = Place & {
  /** What the caller's token must allow. */
  readonly level: Exclude<Level, 'none'>;
  /** Finds what the path names in the caller's tenant, or throws the 404; runs before level, query and body are looked at. */
  readonly load: (context: Context, path: PathValues, given: Given) => Promise<Target>;
  readonly query: Query;
  /** GET and DELETE have none. */
  readonly body: Body;
  readonly reply: Reply;
  readonly run: (
    context: Context,
    input: { readonly target: Target; readonly query: z.output<Query>; readonly body: z.output<Body> },
  ) => Promise<z.input<Reply>>;
};

export type TenantRoute = Place & {
  readonly level: Exclude<Level, 'none'>;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly reply: z.ZodType;
  readonly load: (context: Context, path: PathValues, given: Given) => Promise<unknown>;
  /** Answers with what `load` found and with query and body parsed by this row's schemas. */
  readonly run: (context: Context, input: { target: unknown; query: unknown; body: unknown }) => Promise<unknown>;
};

/** What a route without a token may know. */
export type ServiceFacts = { readonly version: string; readonly commit: string };

/** A route that asks for no token and reads nothing. */
export type OpenRoute = Place & {
  readonly level: 'none';
  readonly reply: z.ZodType;
  readonly run: (facts: ServiceFacts) => unknown;
};

export type Route = TenantRoute | OpenRoute;

/** Checks a row's parts against each other, then forgets their types: the table is a list of one type. */
export function route<Target, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  row: Described<Target, Query, Body, Reply>,
): TenantRoute {
  return { ...row, run: (context, input) => row.run(context, input as Parameters<typeof row.run>[1]) };
}
