// One POST over connections that stay open: the answer's status and text, or an error when there is none in time.
import { request as httpRequest, Agent as PlainAgent, type RequestOptions } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';

export type Answered = { readonly status: number; readonly text: string };
export type Post = (headers: Readonly<Record<string, string>>, body: string) => Promise<Answered>;

/** Milliseconds until there must be a connection, and until the whole answer must be there. */
export type Patience = { readonly connection: number; readonly answer: number };

/** Rejects with a `TimeoutError`, or with the system's error and its code. Without connections in use nothing keeps the process alive. */
export function makePost(endpoint: URL, patience: Patience): Post {
  const secure = endpoint.protocol === 'https:';
  const [send, Agent] = secure ? ([httpsRequest, SecureAgent] as const) : ([httpRequest, PlainAgent] as const);
  const agent = new Agent({ keepAlive: true });
  // Worked out once: a URL object is taken apart anew for each request.
  const { hostname, port, pathname: path } = endpoint;
  const options = { method: 'POST', agent, hostname: hostname.replace(/^\[|\]$/g, ''), port: port || undefined, path };
  return (headers, body) =>
    exchange(send, { ...options, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, body, patience);
}

function exchange(send: typeof httpRequest, options: RequestOptions, body: string, patience: Patience) {
  return new Promise<Answered>((resolve, reject) => {
    const outgoing = send(options);
    const late = (what: string) => outgoing.destroy(timeoutError(what));
    const answer = setTimeout(late, patience.answer, `no answer within ${patience.answer} ms`);
    const connection = setTimeout(late, patience.connection, `no connection within ${patience.connection} ms`);
    const settle = <Value>(end: (value: Value) => void) => {
      return (value: Value) => {
        clearTimeout(answer);
        clearTimeout(connection);
        end(value);
      };
    };
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) clearTimeout(connection);
      else socket.once('connect', () => clearTimeout(connection));
    });
    outgoing.on('error', settle(reject));
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', settle(reject));
      const whole = settle(resolve);
      incoming.on('end', () => whole({ status: incoming.statusCode ?? 0, text }));
    });
    outgoing.end(body);
  });
}

const timeoutError = (message: string): Error => Object.assign(new Error(message), { name: 'TimeoutError' });
