// The service over HTTP: one function that sends JSON, waits when told to, and says clearly what went wrong.
import { setTimeout as wait } from 'node:timers/promises';
import type { Values } from './model/evaluate.ts';

/** `url` without `/v1`. */
export type Service = { readonly url: string; readonly token: string };

export type Suggestion = {
  readonly id: string;
  readonly assignments: Values;
  readonly receipt?: { readonly source: string };
};
export type Best = {
  readonly assignments: Values;
  readonly values: readonly { readonly name: string; readonly value: number }[];
};
export type Usage = {
  readonly totals: { readonly suggestions: number; readonly observations: number; readonly experiments: number };
  readonly estimate: { readonly amount: number; readonly currency: string };
};

const patience = 10; // tries; the service answers 429 to whatever is worth repeating

/** Answers the parsed JSON body; an error carries the service's own message. */
export async function call<Reply>(
  service: Service,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await send(service, method, path, body);
    if (reply.ok) return (await reply.json()) as Reply;
    if (reply.status !== 429 || attempt === patience)
      throw new Error(`${method} ${path} answered ${reply.status}: ${await message(reply)}`);
    await wait(1000 * Number(reply.headers.get('retry-after') ?? 1));
  }
}

async function send({ url, token }: Service, method: string, path: string, body?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  try {
    return await fetch(`${url}/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  } catch (error) {
    throw new Error(`Nothing answers at ${url}. Start the service there (npm start), or name another one with --url.`, {
      cause: error,
    });
  }
}

async function message(reply: Response): Promise<string> {
  const text = await reply.text();
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text;
  }
}
