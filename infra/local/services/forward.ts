// Passes a call on to a service and its answer back, over connections that stay open: it is on the way of every call.
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import { signedHeaders, type Upstream } from './aws-client.ts';

type Headers = Readonly<Record<string, string>>;

export type Forwarder = {
  readonly upstream: Upstream;
  readonly agent: Agent;
  readonly headers: (target: string, body: Buffer) => Headers;
  readonly close: () => void;
};
export type Outgoing = { readonly forwarder: Forwarder; readonly target: string; readonly body: Buffer };

export function makeForwarder(upstream: Upstream): Forwarder {
  const agent =
    upstream.endpoint.protocol === 'https:' ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const headers = upstream.checks
    ? (target: string, body: Buffer) => signedHeaders(upstream, target, body)
    : signedOnce(upstream);
  return { upstream, agent, headers, close: () => agent.destroy() };
}

/** For servers that never look into a signature: hashing each body again would only cost time. */
function signedOnce(upstream: Upstream): (target: string) => Headers {
  const known = new Map<string, Headers>();
  return (target) => {
    const headers = known.get(target) ?? signedHeaders(upstream, target, '');
    known.set(target, headers);
    return headers;
  };
}

export function forward({ forwarder, target, body }: Outgoing, response: ServerResponse): void {
  const { upstream, agent } = forwarder;
  const send = upstream.endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { ...forwarder.headers(target, body), 'content-length': body.length };
  const outgoing = send(upstream.endpoint, { method: 'POST', agent, headers }, (answer) => relay(answer, response));
  outgoing.on('error', (error) => unreachable(response, upstream.service, error));
  outgoing.end(body);
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
  const chunks: Buffer[] = [];
  answer.on('error', () => response.destroy());
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  // Head and body in one write: each write wakes the other side up once more.
  answer.on('end', () => response.writeHead(answer.statusCode ?? 500, headers).end(Buffer.concat(chunks)));
}

/** What AWS answers when a service is away; the SDK repeats it. */
function unreachable(response: ServerResponse, service: string, error: Error): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(503, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(
    JSON.stringify({ __type: 'ServiceUnavailable', message: `${service} does not answer: ${error.message}` }),
  );
}
