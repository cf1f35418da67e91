// The door: one request from event to answer, with every check in the order of the contract.
//
//   path (404, 405) -> body text (400) -> credentials (400, 401) -> token (403) -> development token here? (403) -> object (404)
//   -> level (403) -> same world (403) -> query and body (400) -> operation
//
// Nothing about an object is said before the caller is known to be of its tenant, and nothing about parameters before the object was found.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Identity } from '../domain/identity.ts';
import type { Context } from '../operations/context.ts';
import type { Log } from '../platform/log.ts';
import { authenticate, checkDevelopment, checkLevel, checkSameWorld, type FindToken } from './authenticate.ts';
import { preflightHeaders } from './cors.ts';
import { readCredentials } from './credentials.ts';
import { failure } from './failure.ts';
import { checkFields, keepFields, takeFields } from './fields.ts';
import { type HeadStart, makeHeadStart } from './head-start.ts';
import { parseBody } from './json.ts';
import { type Match, makeMatcher } from './match.ts';
import { parse } from './parse.ts';
import { makeReply, type Reply, skipped, success } from './reply.ts';
import { bodyText, queryValues, type Request, readRequest, refuseNul } from './request.ts';
import type { Group, PathValues, Route, ServiceFacts, TenantRoute } from './route.ts';

/** What a context is made of, once the caller is known. */
export type Call = {
  readonly log: Log;
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
  readonly contextFor: (identity: Identity, call: Call) => Context;
};

export type Door = (event: APIGatewayProxyEventV2, remaining: () => number) => Promise<Reply>;

/** What the log line of a request says beside its status: the row, never the path, and who asked. */
type Trace = { route: string; client: string | null };

/** One request on its way through the door. */
type Visit = {
  readonly parts: DoorParts;
  readonly request: Request;
  readonly call: Call;
  readonly trace: Trace;
  readonly headStart: HeadStart;
};

/** Never rejects: what goes wrong becomes an answer. */
export function openDoor(parts: DoorParts): Door {
  const match = makeMatcher(parts.routes);
  const headStart = makeHeadStart();
  return async (event, remaining) => {
    const started = parts.now();
    const request = readRequest(event);
    const trace: Trace = { route: 'none', client: null };
    const log = parts.log.with({ request: request.id });
    const reply = await answer({ parts, request, call: { log, remaining }, trace, headStart }, match).catch((error) =>
      failure(error, log.with({ route: trace.route, client: trace.client })),
    );
    log.info('request', { ...trace, method: request.method, status: reply.statusCode, ms: parts.now() - started });
    return { ...reply, headers: { ...reply.headers, 'X-Request-Id': request.id } };
  };
}

async function answer(visit: Visit, match: (method: string, path: string) => Match): Promise<Reply> {
  const { parts, request, trace } = visit;
  if (request.method === 'OPTIONS') return makeReply(200, '', preflightHeaders);
  refuseNul(request);
  const { route, values } = match(request.method, request.path);
  trace.route = `${route.method} ${route.path}`;
  if (route.group !== parts.group) throw misled(trace.route, route.group, parts.group);
  const value = route.level === 'none' ? route.run(parts.facts) : await serve(visit, route, values);
  return request.header('x-response-content')?.toLowerCase() === 'skip' ? skipped() : success(value);
}

/** The gateway's routes are made from the same table, so this is no caller's mistake. */
const misled = (route: string, group: Group, here: Group): Error =>
  new Error(`the gateway sent ${route} of ${group} to the function of ${here}`);

async function serve(visit: Visit, route: TenantRoute, values: PathValues): Promise<unknown> {
  const { parts, request, call, trace, headStart } = visit;
  const given = parseBody(bodyText(request));
  const token = readCredentials(request.header('authorization'));
  const contextOf = (identity: Identity) =>
    parts.contextFor(identity, { ...call, log: call.log.with({ client: identity.tenant.client }) });
  const begun = headStart.begin(token, (identity) => route.load(contextOf(identity), values, given));
  const identity = await authenticate(token, parts.findToken, parts.now());
  headStart.remember(token, identity);
  trace.client = identity.tenant.client;
  checkDevelopment(identity, route);
  const context = contextOf(identity);
  const target = await (begun?.client === identity.tenant.client ? begun.target : route.load(context, values, given));
  checkLevel(identity, route.level);
  checkSameWorld(identity, target);
  const { query, body, fields } = takeFields(queryValues(request), given);
  checkFields(fields, route.reply);
  const input = { target, query: parse(route.query, query, 'query'), body: parse(route.body, body, 'body') };
  return keepFields(fields, await route.run(context, input));
}
