// Sends requests to the operator's door, as often as a command needs: until an export is whole, an erasure complete, the service idle.
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import * as z from 'zod';
import { refusal } from '../local/refusal.ts';
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
const erased = z.object({ complete: z.boolean() });
const work = z.object({ idle: z.boolean() });

/** What the command prints. @throws Refusal with the service's own message. */
export async function send(door: Door, request: Request): Promise<unknown> {
  if (request.repeat === 'pages') return save(door, request);
  if (request.repeat === 'clients') return gather(door, request);
  if (request.repeat === 'uses') return gatherUses(door, request);
  for (;;) {
    const answer = await once(door, request);
    if (request.repeat === 'erase' && !erased.parse(answer).complete) continue;
    if (request.repeat !== 'wait' || work.parse(answer).idle) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function once({ url, token }: Door, { method, path, body }: Request): Promise<unknown> {
  const response = await fetch(`${url}/v1/operator/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw refusal(`The service at ${url} does not answer (${String(error)}). Does it run?`);
  });
  const answer: unknown = JSON.parse((await response.text()) || '{}');
  if (response.ok) return answer;
  const { data } = problem.safeParse(answer);
  throw refusal(data?.message ?? `The service answered ${response.status}.`);
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
async function save(door: Door, request: Request) {
  const file = createWriteStream(request.file ?? '', { mode: 0o600 });
  let records = 0;
  for (let after = ''; ; ) {
    const {
      records: some,
      people,
      next,
      ...head
    } = piece.parse(await once(door, { ...request, path: request.path + after }));
    if (after === '') file.write(`${JSON.stringify({ ...head, people })}\n`);
    for (const record of some) file.write(`${JSON.stringify(record)}\n`);
    records += some.length;
    if (next === null) break;
    after = `?after=${encodeURIComponent(next)}`;
  }
  file.end();
  await finished(file);
  return { file: request.file, records };
}
