// What the ways through the door share: the parts it is made of, one request on its way, and the last checks before an operation.
import type * as z from 'zod';
import type { Caller, Identity, Level, Rights, Tenant, TokenRecord } from '../domain/identity/identity.ts';
import type { Place } from '../domain/place.ts';
import type { Context } from '../operations/context.ts';
import type { Registry } from '../operations/identity/registry.ts';
import type { OperatorContext } from '../operations/operator/context.ts';
import type { Fields, Log } from '../platform/log.ts';
import type { FindToken } from './authenticate.ts';
import { checkFields, keepFields, takeFields } from './fields.ts';
import type { HeadStart } from './head-start.ts';
import { parse } from './parse.ts';
import { queryValues, type Request } from './request.ts';
import type { Group, Route, ServiceFacts } from './route.ts';

/** What a context is made of, once the caller is known. */
export type Call = {
  readonly log: Log;
  /** Adds to the line that the log has of this request. */
  readonly note: (fields: Fields) => void;
  /** Milliseconds left until the function is stopped. */
  readonly remaining: () => number;
};

export type DoorParts = {
  /** The whole table: what one function does not serve it must still know, to answer 404 and 405. */
  readonly routes: readonly Route[];
  /** The rows this function serves. */
  readonly group: Group;
  readonly facts: ServiceFacts;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly findToken: FindToken;
  /** The tenant a request is about; null: none that the token could see into. Without a promise where nothing has to be read. */
  readonly findTenant: (token: TokenRecord, place: Place) => Tenant | null | Promise<Tenant | null>;
  /** Null when nothing there may be seen. */
  readonly findRights: (token: TokenRecord, tenant: Tenant) => Promise<Rights | null>;
  readonly organizationLevel: (caller: Caller, organization: string) => Promise<Level>;
  readonly contextFor: (identity: Identity, call: Call) => Context;
  readonly registryFor: (call: Call) => Registry;
  /** Only in the function that has files beside its code: the text of one, by its name. */
  readonly readBeside?: (name: string) => string;
  /** Only where the operator's door is: whether a token is the operator's, and what its operations work with. */
  readonly operator?: {
    readonly isOperator: (token: string) => Promise<boolean>;
    readonly contextFor: (call: Call) => OperatorContext;
  };
};

/** What the log line of a request says beside its status: the row, never the path, and who asked. */
type Trace = { route: string; client: string | null };

/** One request on its way through the door. */
export type Visit = {
  readonly parts: DoorParts;
  readonly request: Request;
  readonly call: Call;
  readonly trace: Trace;
  readonly headStart: HeadStart;
};

/** The body as it was sent, not checked yet. */
export type Given = Readonly<Record<string, unknown>>;

type Shapes = { readonly query: z.ZodType; readonly body: z.ZodType; readonly reply: z.ZodType };
type Parsed = { readonly query: unknown; readonly body: unknown; readonly fields: readonly string[] | null };

/** Query and body by the row's schemas, then the operation, then the fields that were asked for. */
export async function conclude(
  { request }: Visit,
  row: Shapes,
  given: Given,
  run: (parsed: Parsed) => Promise<unknown>,
): Promise<unknown> {
  const { query, body, fields } = takeFields(queryValues(request), given);
  checkFields(fields, row.reply);
  const parsed = { query: parse(row.query, query, 'query'), body: parse(row.body, body, 'body'), fields };
  return keepFields(fields, await run(parsed));
}
