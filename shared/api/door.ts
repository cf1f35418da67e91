// The door: one request from event to answer, with every check in the order of the contract.
//
//   path (404, 405) -> body text (400) -> credentials (400, 401) -> token (403) -> development token here? (403) -> object (404)
//   -> level (403) -> same world (403) -> query and body (400) -> operation
//
// Nothing about an object is said before the caller is known to be of its tenant, and nothing about parameters before the object was found.
import type { Fields, Log } from '../platform/log.ts';
import { preflightHeaders } from './cors.ts';
import { enterAccount } from './enter-account.ts';
import { enterOperator } from './enter-operator.ts';
import { enterTenant } from './enter-tenant.ts';
import type { Call, DoorParts, Given, Visit } from './entrance.ts';
import { failure } from './failure.ts';
import { makeHeadStart } from './head-start.ts';
import { parseBody } from './json.ts';
import { type Match, makeMatcher } from './match.ts';
import { makeReply, type Reply, skipped, success } from './reply.ts';
import { bodyText, readRequest, refuseNul } from './request.ts';
import type { Group, PathValues, Route } from './route.ts';

/** `event`: of any front; the reply is in no front's shape yet. */
export type Door = (event: unknown, remaining: () => number) => Promise<Reply>;

/** Never rejects: what goes wrong becomes an answer. */
export function openDoor(parts: DoorParts): Door {
  const match = makeMatcher(parts.routes);
  const headStart = makeHeadStart();
  return async (event, remaining) => {
    const started = parts.now();
    const request = readRequest(event);
    const trace: Visit['trace'] = { route: 'none', client: null };
    const log = parts.log.with({ request: request.id });
    const noted: Record<string, Fields[string]> = {};
    const call: Call = { log, remaining, note: (fields) => void Object.assign(noted, fields) };
    const reply = await answer({ parts, request, call, trace, headStart }, match).catch((error) =>
      failure(error, log.with({ route: trace.route, client: trace.client })),
    );
    report(log, { ...noted, ...trace, method: request.method, status: reply.statusCode, ms: parts.now() - started });
    return { ...reply, headers: { ...reply.headers, 'X-Request-Id': request.id } };
  };
}

const report = (log: Log, line: Fields): void => log.info('request', line);

async function answer(visit: Visit, match: (method: string, path: string) => Match): Promise<Reply> {
  const { parts, request, trace } = visit;
  if (request.method === 'OPTIONS') return makeReply(200, '', preflightHeaders);
  refuseNul(request);
  const { route, values } = match(request.method, request.path);
  trace.route = `${route.method} ${route.path}`;
  if (route.group !== parts.group) throw misled(trace.route, route.group, parts.group);
  const value = await enter(visit, route, values);
  return request.header('x-response-content')?.toLowerCase() === 'skip' ? skipped() : success(value);
}

/** The gateway's routes are made from the same table, so this is no caller's mistake. */
const misled = (route: string, group: Group, here: Group): Error =>
  new Error(`the gateway sent ${route} of ${group} to the function of ${here}`);

const surroundings = ({ facts, routes, readBeside = noFiles }: DoorParts) => ({ ...facts, routes, readBeside });

const noFiles = (name: string): never => {
  throw new Error(`this function has no file ${name} beside its code`);
};

function enter(visit: Visit, route: Route, values: PathValues): unknown {
  if (route.kind === undefined && route.level === 'none') return route.run(surroundings(visit.parts));
  const given: Given = parseBody(bodyText(visit.request));
  if (route.kind === 'operator') return enterOperator(visit, route, values, given);
  if (route.kind !== undefined) return enterAccount(visit, route, values, given);
  return enterTenant(visit, route, values, given);
}
