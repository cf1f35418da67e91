// Requests through the real door and route table, for a test's tenant: every check of the door, and every 200 held against its row's schema.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { openDoor } from '../../shared/api/door.ts';
import { makeMatcher } from '../../shared/api/match.ts';
import { routes } from '../../shared/api/routes.ts';
import { makeToken } from '../../shared/domain/token.ts';
import type { Context } from '../../shared/operations/context.ts';

const match = makeMatcher(routes);
const token = makeToken((size) => crypto.getRandomValues(new Uint8Array(size)));

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
export type Answer = { readonly status: number; readonly json: any };

export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Throws when an answer is not what the route table says. */
export const sendAs =
  (context: Context): Send =>
  async (method, path, body) => {
    const { route } = match(method, path);
    const door = openDoor({
      ...{ routes, group: route.group, facts: { version: 'test', commit: 'test' }, now: context.now, log: context.log },
      findToken: async () => ({ ...context.identity.token, tenant: context.identity.tenant }),
      findTenant: (token) => token.tenant,
      findRights: async (_, tenant) => ({ tenant, level: 'write', ownOnly: false }),
      organizationLevel: async () => 'none',
      registryFor: () => {
        throw new Error('this kit serves routes inside of a client alone');
      },
      contextFor: (_, call) => ({ ...context, ...call }),
    });
    const event = {
      rawPath: path,
      rawQueryString: '',
      headers: { authorization: `Bearer ${token}` },
      requestContext: { requestId: 'test', http: { method, path } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEventV2;
    const reply = await door(event, () => 25_000);
    const json = reply.body === '' ? null : JSON.parse(reply.body);
    if (reply.statusCode === 200) route.reply.parse(json);
    return { status: reply.statusCode, json };
  };
