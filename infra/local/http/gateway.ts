// The HTTP API: takes requests, chooses the route, invokes its function and answers as API Gateway would.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Lambda } from '../lambda/invoke.ts';
import { tooLarge } from '../lambda/invoke.ts';
import { makeEvent, splitUrl } from './event.ts';
import { gatewayReply, internalError, type Reply, replyOf } from './reply.ts';
import { type Match, makeMatcher } from './route-match.ts';
import type { ApiRoute } from './routes.ts';

/** Bytes of a request's body (API Gateway quotas: 10 MB). */
const bodyLimit = 10 * 1024 * 1024;

const bodyTooLarge = gatewayReply(413, 'Request Entity Too Large');
const unavailable = gatewayReply(503, 'Service Unavailable');
const notFound = gatewayReply(404, 'Not Found');

/** Answers a request whose body has been read. */
export type Answer = (request: IncomingMessage, body: Buffer) => Promise<Reply>;

/** Listens at once, so that a port in use is seen before anything is started; answers 503 until `answer` gives something. */
export function makeGateway(answer: () => Answer | undefined): Server {
  return createServer(async (request, response) => {
    try {
      const body = await readBody(request);
      const ready = answer();
      send(response, body ? await (ready?.(request, body) ?? unavailable) : bodyTooLarge);
    } catch {
      // The client went away, or the answer could not be written: nobody is left to be told.
      response.destroy();
    }
  });
}

export function makeAnswer(routes: readonly ApiRoute[], lambda: Lambda): Answer {
  const match = makeMatcher(routes);
  return async (request, body) => {
    const found = match(request.method ?? 'GET', splitUrl(request.url ?? '/').path);
    return found ? serve(found, request, body, lambda) : notFound;
  };
}

async function serve({ route, parameters }: Match<ApiRoute>, request: IncomingMessage, body: Buffer, lambda: Lambda) {
  const event = makeEvent(receivedOf(request, body), { key: route.key, api: route.api, parameters }, Date.now());
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

const receivedOf = (request: IncomingMessage, body: Buffer) => ({
  method: request.method ?? 'GET',
  url: request.url ?? '/',
  rawHeaders: request.rawHeaders,
  body,
  ip: request.socket.remoteAddress ?? '',
  protocol: `HTTP/${request.httpVersion}`,
});

/** Undefined when it is too large; the rest of it is read and dropped, so that the client can hear the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size <= bodyLimit ? Buffer.concat(chunks) : undefined;
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  const length = status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { 'apigw-requestid': randomUUID().slice(0, 16), ...plain(headers), ...length });
  response.end(body);
}

const plain = (headers: Reply['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
