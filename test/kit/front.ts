// The whole front door in this process: every route with any token, on a real database, with a clock that tests move and mails that they read.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { doorParts } from '../../functions/api.ts';
import { operatorParts } from '../../functions/operator.ts';
import { type Door, openDoor } from '../../shared/api/door.ts';
import { makeMatcher } from '../../shared/api/match.ts';
import type { Reply } from '../../shared/api/reply.ts';
import type { Group } from '../../shared/api/route.ts';
import { routesOf } from '../../shared/api/routes.ts';
import type { Mail } from '../../shared/domain/identity/mail.ts';
import type { Service } from '../../shared/operations/service.ts';
import type { Table } from '../../shared/store/table/table.ts';
import { holdToContract } from './contract.ts';
import { type Answer, groupOf } from './door.ts';
import { meanwhile } from './faults.ts';
import { makeWorld, type World } from './world.ts';

type Body = string | Uint8Array | undefined;

export type Front = {
  readonly world: World;
  readonly mails: Mail[];
  /** The rows that answered 200. */
  readonly answered: ReadonlySet<string>;
  readonly send: (method: string, path: string, token: string | null, body?: unknown) => Promise<Answer>;
  /** A request whose body is text or bytes that need not be JSON; the answer as it goes over the wire, held against nothing. */
  readonly transmit: (method: string, path: string, token: string | null, body?: Body) => Promise<Reply>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
  readonly made: (method: string, path: string, token: string | null, body?: unknown) => Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly operate: (method: string, path: string, body?: unknown) => Promise<any>;
};

/** Every answer is held against its row. `remaining`: milliseconds left of a request whose time was looked at so often before. */
export async function makeFront(
  more: Partial<Service> = {},
  existing?: World,
  remaining: (looks: number) => number = () => 25_000,
): Promise<Front> {
  const world = existing ?? (await makeWorld());
  const mails: Mail[] = [];
  const answered = new Set<string>();
  const service: Service = { ...world.service, sendMail: async (mail) => void mails.push(mail), ...more };
  const routes = routesOf(service);
  const match = makeMatcher(routes);
  const doors = new Map<Group, Door>();
  const doorOf = (group: Group): Door => {
    const door =
      doors.get(group) ??
      openDoor({
        ...doorParts(group, service, group === 'operator' ? operatorParts : undefined),
        readBeside: (name) => name,
      });
    doors.set(group, door);
    return door;
  };
  const transmit: Front['transmit'] = async (method, path, token, body) => {
    const [rawPath = '', ...query] = path.split('?');
    const event = {
      ...{ rawPath, rawQueryString: query.join('?'), isBase64Encoded: body instanceof Uint8Array },
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      requestContext: { requestId: 'test', http: { method, path: rawPath } },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body).toString('base64') }),
    } as unknown as APIGatewayProxyEventV2;
    let looks = 0;
    return doorOf(groupOf(match, method, rawPath))(event, () => remaining(looks++));
  };
  const send: Front['send'] = async (method, path, token, body) => {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const { route } = match(method, rawPath);
    const reply = await transmit(method, path, token, body === undefined ? undefined : JSON.stringify(body));
    const isJson = reply.headers['Content-Type']?.startsWith('application/json');
    const json = isJson ? JSON.parse(reply.body) : null;
    if (isJson) holdToContract(route, reply.statusCode, json, rawQueryString.includes('fields='));
    if (reply.statusCode === 200) answered.add(`${route.method} ${route.path}`);
    return { status: reply.statusCode, json };
  };
  const made: Front['made'] = async (method, path, token, body) => {
    const { status, json } = await send(method, path, token, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
    return json;
  };
  const operate: Front['operate'] = async (method, path, body) =>
    made(method, `/v1/operator/${path}`, await service.operatorToken(), body);
  return { world, mails, answered, send, transmit, made, operate };
}

/** The same front door; once, just before it first writes (what names `touched`), something else happens. */
export function interruptedFront(front: Front, action: () => Promise<unknown>, touched = ''): Promise<Front> {
  const { table, tokens } = front.world.service;
  let happened: Promise<unknown> | undefined;
  const once = () => {
    happened ??= action();
    return happened;
  };
  const on = (each: Table) => meanwhile(each, /Put|Update|Delete|Write/, once, touched);
  return makeFront({ table: on(table), tokens: on(tokens) }, front.world);
}

/** Erases an organization as the operator: closed, then left for as long as something may be under way, then as often as it takes. */
export async function erase(front: Front, organization: string) {
  const once = () => front.operate('DELETE', `organizations/${organization}`);
  let answer = await once();
  while (!answer.complete) {
    front.world.clock.now += answer.retry_after * 1000;
    answer = await once();
  }
  return answer;
}

export const password = 'Correct-Horse-7';

let people = 0;
export const newAddress = (): string => `person-${++people}@example.org`;

/** The code in a mail: the one line that is nothing but letters and digits. */
export const codeIn = ({ text }: Mail): string => text.split('\n').find((line) => /^[0-9A-Za-z]{38}$/.test(line)) ?? '';

/** A user who has nothing yet. */
export async function somebody(front: Front) {
  const email = newAddress();
  const { user, token } = await front.operate('POST', 'users', { email, password, name: 'Some Body' });
  return { email, user, token } as { email: string; user: string; token: string };
}

/** An owner with an organization and its client. */
export async function ownerOfTeam(front: Front) {
  const owner = await somebody(front);
  const { client, organization } = await front.operate('POST', 'organizations', { name: 'Org', user: owner.user });
  return { ...owner, client, organization } as typeof owner & { client: string; organization: string };
}
