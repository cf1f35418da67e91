// A front door's server: takes whole requests up to its limit, and writes answers; which ones, its door says.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Received } from './event.ts';
import type { Reply } from './reply.ts';

/** Answers a request whose body has been read. */
export type Answer = (received: Received) => Promise<Reply>;

/** What doors do differently. */
export type Manners = {
  /** Bytes of a request's body. */
  readonly bodyLimit: number;
  readonly bodyTooLarge: Reply;
  readonly unavailable: Reply;
  /** Headers of every answer. */
  readonly headers: () => Readonly<Record<string, string>>;
};

/** Listens at once, so that a port in use is seen before anything is started; unavailable until `answer` gives something. */
export function makeFront(manners: Manners, answer: () => Answer | undefined): Server {
  return createServer(async (request, response) => {
    try {
      const body = await readBody(request, manners.bodyLimit);
      const ready = answer();
      const reply = body ? await (ready?.(receivedOf(request, body)) ?? manners.unavailable) : manners.bodyTooLarge;
      send(response, reply, manners.headers());
    } catch {
      // The client went away, or the answer could not be written: nobody is left to be told.
      response.destroy();
    }
  });
}

const receivedOf = (request: IncomingMessage, body: Buffer): Received => ({
  method: request.method ?? 'GET',
  url: request.url ?? '/',
  rawHeaders: request.rawHeaders,
  body,
  ip: request.socket.remoteAddress ?? '',
  protocol: `HTTP/${request.httpVersion}`,
});

/** Undefined when it is too large; the rest of it is read and dropped, so that the client can hear the answer. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

function send(
  response: ServerResponse,
  { status, headers, body }: Reply,
  more: Readonly<Record<string, string>>,
): void {
  const length = status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...more, ...plain(headers), ...length });
  response.end(body);
}

const plain = (headers: Reply['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
