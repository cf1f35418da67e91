// Sends requests to the operator's door, as often as a command needs: until an export is whole, an erasure complete, the service idle.
import { open } from 'node:fs/promises';
import * as z from 'zod';
import { messageOf, refusal } from '../local/refusal.ts';
import type { Request } from './command-line.ts';

export type Door = { readonly url: string; readonly token: string };

const problem = z.object({ message: z.string() });
const piece = z.looseObject({
  records: z.array(z.unknown()),
  people: z.array(z.unknown()),
  next: z.string().nullable(),
});
const counted = z.looseObject({ clients: z.array(z.unknown()), next: z.string().nullable() });
const uses = z.object({
  object: z.string(),
  data: z.array(z.unknown()),
  paging: z.object({ after: z.string().nullable() }),
});
const erased = z.object({ complete: z.boolean(), retry_after: z.number() });
const work = z.object({ idle: z.boolean() });

/** What the command prints; `say`: what it prints meanwhile. @throws Refusal with the service's own message. */
export async function send(door: Door, request: Request, say: (line: string) => void = () => {}): Promise<unknown> {
  if (request.repeat === 'pages') return save(door, request);
  if (request.repeat === 'clients') return gather(door, request);
  if (request.repeat === 'uses') return gatherUses(door, request);
  for (;;) {
    const answer = await once(door, request);
    const wait = secondsUntilNext(request, answer);
    if (wait === null) return answer;
    if (wait >= 1)
      say(
        `It is closed to everybody. Its data go in ${wait} s, when nothing that was under way can still add to them.`,
      );
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}

/** How many seconds later the same is sent again; null: it is done. */
function secondsUntilNext({ repeat }: Request, answer: unknown): number | null {
  if (repeat === 'wait') return work.parse(answer).idle ? null : 0.2;
  if (repeat !== 'erase') return null;
  const { complete, retry_after } = erased.parse(answer);
  return complete ? null : retry_after;
}

async function once({ url, token }: Door, { method, path, body }: Request): Promise<unknown> {
  const response = await fetch(`${url}/v1/operator/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw refusal(`The service at ${url} does not answer (${String(error)}). Does it run?`);
  });
  const answer = read(await response.text());
  if (answer === undefined)
    throw refusal(`${url} answered ${response.status} and no JSON: is it the address of the service, without /v1?`);
  if (response.ok) return answer;
  const { data } = problem.safeParse(answer);
  throw refusal(data?.message ?? `The service answered ${response.status}.`);
}

/** Undefined where it is none, as an error page of whatever stands between is. */
function read(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return undefined;
  }
}

/** All of them in one answer. */
async function gather(door: Door, request: Request) {
  const clients: unknown[] = [];
  for (let after = ''; ; ) {
    const answer = await once(door, { ...request, path: request.path + after });
    const { clients: some, next, ...head } = counted.parse(answer);
    clients.push(...some);
    if (next === null) return { ...head, clients };
    after = `&after=${encodeURIComponent(next)}`;
  }
}

/** The same of a list with markers. */
async function gatherUses(door: Door, request: Request) {
  const data: unknown[] = [];
  for (let behind = ''; ; ) {
    const { object, paging, data: some } = uses.parse(await once(door, { ...request, path: request.path + behind }));
    data.push(...some);
    if (paging.after === null || some.length === 0) return { object, count: data.length, data };
    behind = `&after=${encodeURIComponent(paging.after)}`;
  }
}

/** The head and the people first, then a record a line. */
async function save(door: Door, { file: name = '', ...request }: Request) {
  const file = await open(name, 'w', 0o600).catch(unwritable(name));
  const write = (lines: readonly unknown[]) =>
    file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join('')).catch(unwritable(name));
  try {
    let records = 0;
    for (let after = ''; ; ) {
      const answer = await once(door, { ...request, path: request.path + after });
      const { records: some, people, next, ...head } = piece.parse(answer);
      await write([...(after === '' ? [{ ...head, people }] : []), ...some]);
      records += some.length;
      if (next === null) return { file: name, records };
      after = `?after=${encodeURIComponent(next)}`;
    }
  } finally {
    await file.close();
  }
}

const unwritable = (name: string) => (error: unknown) => {
  throw refusal(`The export cannot be written to ${name} (${messageOf(error)}): name another file.`);
};
