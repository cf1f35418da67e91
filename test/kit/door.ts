// Requests through the real door and route table, for a test's tenant: every check of the door, and every answer held against its row.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { openDoor } from '../../shared/api/door.ts';
import { makeMatcher } from '../../shared/api/match.ts';
import type { Reply } from '../../shared/api/reply.ts';
import type { Route } from '../../shared/api/route.ts';
import { routes } from '../../shared/api/routes.ts';
import { makeToken } from '../../shared/domain/identity/token.ts';
import { isProblem } from '../../shared/domain/problem.ts';
import type { Context } from '../../shared/operations/context.ts';
import { holdToContract } from './contract.ts';

const match = makeMatcher(routes);
const token = makeToken((size) => crypto.getRandomValues(new Uint8Array(size)));

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
export type Answer = { readonly status: number; readonly json: any };

export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** A request as it is on the wire; `path` with its query. */
export type Wire = {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The function that a request comes to; where there is no row, any of them answers. */
export function groupOf(find: typeof match, method: string, path: string): Route['group'] {
  try {
    return find(method, path).route.group;
  } catch (error) {
    if (isProblem(error)) return 'fallback';
    throw error;
  }
}

/** The answer as it goes over the wire. */
export async function transmit(context: Context, { method, path, body, headers = {} }: Wire): Promise<Reply> {
  const { pathname, search } = split(path);
  const { token: record, tenant, level, ownOnly = false } = context.identity;
  const door = openDoor({
    ...{ routes, group: groupOf(match, method, pathname), facts: { version: 'test', commit: 'test' } },
    ...{ now: context.now, log: context.log },
    findToken: async () => ({ ...record, tenant }),
    findTenant: (token) => token.tenant,
    findRights: async (_, tenant) => ({ tenant, level, ownOnly }),
    organizationLevel: async () => 'none',
    registryFor: () => {
      throw new Error('this kit serves routes inside of a client alone');
    },
    contextFor: (identity, call) => ({ ...context, identity, ...call }),
  });
  const event = {
    rawPath: pathname,
    rawQueryString: search,
    headers: { authorization: `Bearer ${token}`, ...headers },
    requestContext: { requestId: 'test', http: { method, path: pathname } },
    ...(typeof body === 'string' ? { body } : body ? { body: Buffer.from(body).toString('base64') } : {}),
    isBase64Encoded: body instanceof Uint8Array,
  } as unknown as APIGatewayProxyEventV2;
  return door(event, () => 25_000);
}

function split(path: string) {
  const [pathname = '', ...rest] = path.split('?');
  return { pathname, search: rest.join('?') };
}

/** Throws when an answer is not what the route table says. */
export const sendAs =
  (context: Context): Send =>
  async (method, path, body) => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await transmit(context, { method, path, ...text });
    const json = reply.body === '' ? null : JSON.parse(reply.body);
    const { pathname, search } = split(path);
    // Where fields are chosen the answer is a part of what the row says.
    const part = search.includes('fields=') || (typeof body === 'object' && body !== null && 'fields' in body);
    holdToContract(match(method, pathname).route, reply.statusCode, json, part);
    return { status: reply.statusCode, json };
  };
