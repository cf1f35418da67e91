// One row of the route table: everything that the door, the gateway, the tests and the documents need to know of a route.
import type * as z from 'zod';
import type { Level } from '../domain/identity/identity.ts';
import type { Context } from '../operations/context.ts';
import type { AccountContext, VisitorContext } from '../operations/identity/registry.ts';
import type { OperatorContext } from '../operations/operator/context.ts';

/** The function (Lambda) a route is served by. */
const groups = [
  'experiments',
  'suggestions',
  'observations',
  'insights',
  'projects',
  'runs',
  'account',
  'operator',
  'fallback',
] as const;
export type Group = (typeof groups)[number];

/** `MERGE` is the original API's verb for a partial update of a run; API Gateway refuses it, a load balancer and the local host take it. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'MERGE';

/** The path's variables, e.g. `{ experiment: '17' }`. */
export type PathValues = Readonly<Record<string, string>>;

/** The body as it was sent, not checked yet: a hint at what else to read, nothing more. */
type Given = Readonly<Record<string, unknown>>;

type Place = {
  readonly method: Method;
  /** As API Gateway writes it: `/v1/experiments/{experiment}`. Every variable is an id of digits, but for `token`. */
  readonly path: string;
  readonly group: Group;
  /** For the documents: what the route does, in a few words, where method and path do not say it. */
  readonly summary?: string;
  /** What its operation may answer beside what follows from the row: 301, it is elsewhere; 404, a place that the body names is missing; 409, something is in the way; 422, not in this state of things. */
  readonly refuses?: readonly (301 | 404 | 409 | 422)[];
  /** Tokens of clients are refused: a person has to act. */
  readonly personOnly?: true;
};

/** The schemas of what comes in and goes out. */
type Shapes = { readonly query: z.ZodType; readonly body: z.ZodType; readonly reply: z.ZodType };

type Input<Target, Query extends z.ZodType, Body extends z.ZodType> = {
  readonly target: Target;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
  /** Those fields of the answer that are wanted alone; null: all. */
  readonly fields: readonly string[] | null;
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
  readonly run: (context: Context, input: Input<Target, Query, Body>) => Promise<z.input<Reply>>;
};

type AnyInput = {
  readonly target: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly fields: readonly string[] | null;
};

/** A route inside of one client, its own or the one that the path leads to. */
export type TenantRoute = Place &
  Shapes & {
    readonly kind?: undefined;
    readonly level: Exclude<Level, 'none'>;
    readonly load: (context: Context, path: PathValues, given: Given) => Promise<unknown>;
    /** Answers with what `load` found and with query and body parsed by this row's schemas. */
    readonly run: (context: Context, input: AnyInput) => Promise<unknown>;
  };

/**
 * A route about who is who: tokens, users, clients, organizations. `caller` asks for a valid token and nothing more, and then `load` decides what it
 * may be used for; the other levels are those on the client or organization that the path names.
 */
export type AccountRoute = Place &
  Shapes & {
    readonly kind: 'account';
    readonly level: Exclude<Level, 'none'> | 'caller';
    readonly load: (context: AccountContext, path: PathValues) => Promise<unknown>;
    readonly run: (context: AccountContext, input: AnyInput) => Promise<unknown>;
  };

/** A route that anybody may use, like logging in; a token, if there is one, must be valid. */
export type VisitorRoute = Place &
  Shapes & {
    readonly kind: 'visitor';
    readonly level: 'none';
    readonly run: (context: VisitorContext, input: AnyInput) => Promise<unknown>;
  };

/** A route of the operator's door, which takes the operator's token and no other. */
export type OperatorRoute = Place &
  Shapes & {
    readonly kind: 'operator';
    readonly level: 'operator';
    readonly run: (context: OperatorContext, input: AnyInput & { readonly path: PathValues }) => Promise<unknown>;
  };

/** What a route without a token may know. */
export type ServiceFacts = { readonly version: string; readonly commit: string };

/** What it may read besides: the table itself, and files that lie beside the function's code. */
export type Surroundings = ServiceFacts & {
  readonly routes: readonly Route[];
  readonly readBeside: (name: string) => string;
};

/** A route that asks for no token and reads nothing of anybody's. */
export type OpenRoute = Place & {
  readonly kind?: undefined;
  readonly level: 'none';
  readonly reply: z.ZodType;
  readonly run: (here: Surroundings) => unknown;
};

export type Route = TenantRoute | AccountRoute | VisitorRoute | OperatorRoute | OpenRoute;

/** Checks a row's parts against each other, then forgets their types: the table is a list of one type. */
export function route<Target, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  row: Described<Target, Query, Body, Reply>,
): TenantRoute {
  return { ...row, run: (context, input) => row.run(context, input as Parameters<typeof row.run>[1]) };
}

type AccountRow<Target, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType> = Omit<
  AccountRoute,
  'kind' | 'load' | 'run' | 'query' | 'body' | 'reply'
> & {
  readonly load: (context: AccountContext, path: PathValues) => Promise<Target>;
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply;
  readonly run: (context: AccountContext, input: Input<Target, Query, Body>) => Promise<z.input<Reply>>;
};

/** `route`, for rows about who is who. */
export function accountRoute<Target, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  row: AccountRow<Target, Query, Body, Reply>,
): AccountRoute {
  return { ...row, kind: 'account', run: (context, input) => row.run(context, input as Parameters<typeof row.run>[1]) };
}

type OpenRow<Context, More, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType> = Place & {
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply;
  readonly run: (context: Context, input: Input<null, Query, Body> & More) => Promise<z.input<Reply>>;
};

/** `route`, for rows that anybody may use. */
export function visitorRoute<Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  row: OpenRow<VisitorContext, unknown, Query, Body, Reply>,
): VisitorRoute {
  const run: VisitorRoute['run'] = (context, input) => row.run(context, input as Parameters<typeof row.run>[1]);
  return { ...row, kind: 'visitor', level: 'none', run };
}

/** `route`, for rows of the operator's door. */
export function operatorRoute<Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  row: Omit<OpenRow<OperatorContext, { readonly path: PathValues }, Query, Body, Reply>, 'group'>,
): OperatorRoute {
  const run: OperatorRoute['run'] = (context, input) => row.run(context, input as Parameters<typeof row.run>[1]);
  return { ...row, kind: 'operator', level: 'operator', group: 'operator', run };
}
