// The stack of the API functions: each opens the same door for the rows of its group, and answers even when it could not start or has no time left.
import middy from '@middy/core';
import { type Door, openDoor } from '../shared/api/door.ts';
import type { DoorParts } from '../shared/api/entrance.ts';
import { failure } from '../shared/api/failure.ts';
import { type BalancerAnswer, toBalancer } from '../shared/api/fronts/balancer.ts';
import type { Reply } from '../shared/api/reply.ts';
import { readRequest } from '../shared/api/request.ts';
import type { Group } from '../shared/api/route.ts';
import { routesOf } from '../shared/api/routes.ts';
import { findTenant, organizationLevel, rightsAtDoor } from '../shared/operations/identity/rights.ts';
import { directoryOf, storeOf } from '../shared/operations/service.ts';
import { findToken } from '../shared/store/identity/tokens.ts';
import { namesOf } from '../shared/store/identity/users.ts';
import { makeWhereabouts } from '../shared/store/identity/where.ts';
import { log as processLog, processService } from './entry.ts';
import type { ProcessService } from './service.ts';

/** Milliseconds before the platform stops the function in which an answer is still written. A 429 can be repeated, a function that was stopped ends a client. */
const lastWords = 1000;

type Answer = Reply | BalancerAnswer;
type Failed = { readonly event: unknown; readonly error: Error | null; response: Answer | null };

/** Parts of the door that only one function has. */
type More = (service: ProcessService) => Partial<DoorParts>;

/** The handler of one group of routes; `serviceOf` makes what it works with. */
export function apiHandler(group: Group, serviceOf: () => ProcessService = processService, more: More = () => ({})) {
  let door: Door | undefined;
  return middy<unknown, Answer>({ timeoutEarlyInMillis: lastWords })
    .use({ onError: answerFailure })
    .handler(async (event, invocation) => {
      door ??= openDoor(doorParts(group, serviceOf(), more));
      return answerTo(event, await door(event, () => invocation.getRemainingTimeInMillis()));
    });
}

/** The door answers its own errors; what comes here is a process that cannot start, or time that ran out. */
function answerFailure(request: Failed): void {
  const { id } = readRequest(request.event);
  const reply = failure(request.error, processLog.with({ request: id }));
  request.response = answerTo(request.event, { ...reply, headers: { ...reply.headers, 'X-Request-Id': id } });
}

/** In the shape of the front that the request came through. */
function answerTo(event: unknown, reply: Reply): Answer {
  const request = readRequest(event);
  return request.front === 'balancer' ? toBalancer(request, reply) : reply;
}

/** What the door of a group is made of; tests make theirs of it too. */
export function doorParts(group: Group, service: ProcessService, more: More = () => ({})): DoorParts {
  const { now, randomBytes, log, version, commit, enqueue, files, policy, prices } = service;
  const directory = directoryOf(service);
  const where = makeWhereabouts(service.table);
  return {
    routes: routesOf(service),
    group,
    facts: { version, commit },
    now,
    log,
    findToken: (hash) => findToken(service.tokens, hash),
    findTenant: (token, place) => findTenant(where, token, place),
    findRights: (token, tenant) => rightsAtDoor(directory, policy, token, tenant),
    organizationLevel: (caller, organization) => organizationLevel(directory, caller, organization),
    contextFor: (identity, call) => ({
      identity,
      now,
      randomBytes,
      store: storeOf(service, identity.tenant.client),
      enqueue,
      files,
      prices,
      namesOf: (users) => namesOf(directory, users),
      registry: { ...service, directory, ...call },
      ...call,
    }),
    registryFor: (call) => ({ ...service, directory, ...call }),
    ...more(service),
  };
}
