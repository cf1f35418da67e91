// The HTTP API: chooses the route of a request, invokes its function and answers as API Gateway would.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Lambda } from '../lambda/invoke.ts';
import { tooLarge } from '../lambda/invoke.ts';
import { makeEvent, type Received, splitUrl } from './event.ts';
import { type Answer, type Manners, makeFront } from './front.ts';
import { gatewayReply, internalError, type Reply, replyOf } from './reply.ts';
import { type Match, makeMatcher } from './route-match.ts';
import type { ApiRoute } from './routes.ts';

const bodyTooLarge = gatewayReply(413, 'Request Entity Too Large');
const unavailable = gatewayReply(503, 'Service Unavailable');
const notFound = gatewayReply(404, 'Not Found');

/** A body may have 10 MB (API Gateway quotas). */
const manners: Manners = {
  bodyLimit: 10 * 1024 * 1024,
  bodyTooLarge,
  unavailable,
  headers: () => ({ 'apigw-requestid': randomUUID().slice(0, 16) }),
};

export const makeGateway = (answer: () => Answer | undefined): Server => makeFront(manners, answer);

export function makeAnswer(routes: readonly ApiRoute[], lambda: Lambda): Answer {
  const match = makeMatcher(routes);
  return async (received) => {
    const found = match(received.method, splitUrl(received.url).path);
    return found ? serve(found, received, lambda) : notFound;
  };
}

async function serve({ route, parameters }: Match<ApiRoute>, received: Received, lambda: Lambda) {
  const event = makeEvent(received, { key: route.key, api: route.api, parameters }, Date.now());
  return within(route.timeout, answerOf(lambda, route, event));
}

async function answerOf(lambda: Lambda, route: ApiRoute, event: object): Promise<Reply> {
  const outcome = await lambda.invoke(route.target, event);
  if (!outcome.failure) return replyOf(outcome.payload);
  return outcome.failure.type === tooLarge ? bodyTooLarge : internalError;
}

/** The function goes on when the gateway has given up, as in the cloud. */
async function within(milliseconds: number, reply: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => resolve(unavailable), milliseconds);
  });
  const first = await Promise.race([reply, late]);
  clearTimeout(timer);
  return first;
}
