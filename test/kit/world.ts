// A tenant on a real database, with a clock that tests move and a queue that tests look into: operations without HTTP around them.
import { randomBytes } from 'node:crypto';
import type { Identity } from '../../shared/domain/identity/identity.ts';
import type { Context, OptimizerMessage } from '../../shared/operations/context.ts';
import { directoryOf, type Service, storeOf } from '../../shared/operations/service.ts';
import { makeFiles } from '../../shared/platform/files.ts';
import { makeIds } from '../../shared/platform/ids.ts';
import { makeLog } from '../../shared/platform/log.ts';
import { makeSignUrl } from '../../shared/platform/signed-url.ts';
import { namesOf } from '../../shared/store/identity/users.ts';
import type { Table } from '../../shared/store/table/table.ts';
import { type Database, startDatabase } from './database.ts';

export type World = {
  readonly database: Database;
  readonly service: Service;
  readonly context: Context;
  /** Messages that would be in the queue. */
  readonly messages: OptimizerMessage[];
  readonly clock: { now: number };
  /** The same tenant with another table object, e.g. one whose writes fail. */
  readonly on: (table: Table) => Context;
  /** Another tenant of the same table. */
  readonly stranger: () => Context;
};

const bucket = {
  address: 'https://files.example.org',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

export async function makeWorld(existing?: Database): Promise<World> {
  const database = existing ?? (await startDatabase());
  const messages: OptimizerMessage[] = [];
  const clock = { now: Date.UTC(2026, 10, 23, 12) };
  const now = () => clock.now++;
  const { next: nextId } = makeIds({ now, random: randomBytes });
  const service: Service = {
    ...database,
    now,
    nextId,
    randomBytes,
    // Signed for a bucket that is nowhere: what becomes of the bytes, the tests of the local host look at.
    files: { ...makeFiles(makeSignUrl(bucket, now)), erase: async () => true },
    enqueue: async (message) => void messages.push(message),
    log: makeLog(() => {}, now),
    prices: [
      {
        validFrom: null,
        currency: 'USD',
        meters: [
          { meter: 'suggestions', unitPrice: '0.001' },
          { meter: 'observations', unitPrice: '0' },
          { meter: 'experiments', unitPrice: '0.05' },
        ],
      },
    ],
    tokenKey: async () => 'a key for tests',
    operatorToken: async () => 'an operator of tests',
    sendMail: async () => {},
    policy: { sessionSeconds: 86_400, attempts: 5, signUp: true, verifyEmail: true, mail: true },
    queueLength: async () => ({ waiting: messages.length, running: 0 }),
    operator: true,
    version: 'test',
    commit: 'test',
    remaining: () => 100_000,
  };
  const client = nextId();
  const on = (table: Table) => contextOf({ ...service, table }, client);
  return {
    database,
    service,
    context: on(service.table),
    messages,
    clock,
    on,
    stranger: () => contextOf(service, nextId()),
  };
}

/** The same tenant asked by somebody else: a user, a development token, a user who sees only what is their own. */
export function asCaller(
  context: Context,
  { user = null, development = false, ownOnly = false }: Partial<Pick<Identity, 'user' | 'development' | 'ownOnly'>>,
): Context {
  const kind = development ? 'client-dev' : 'client-api';
  const token = { ...context.identity.token, user, kind } as const;
  return { ...context, identity: { ...context.identity, token, user, development, ownOnly } };
}

function contextOf(service: Service, client: string): Context {
  const tenant = { client, organization: '1' };
  const token = {
    hash: '',
    kind: 'client-api',
    tenant,
    user: null,
    level: 'write',
    prefix: '',
    lastFour: '',
    created: 0,
    expires: null,
    revoked: false,
  } as const;
  const identity = { tenant, level: 'write', user: null, development: false, token, presented: '' } as const;
  const directory = directoryOf(service);
  const namesOfUsers = (users: readonly string[]) => namesOf(directory, users);
  const registry = { ...service, directory };
  const note = () => {};
  return { ...service, note, identity, registry, store: storeOf(service, client), namesOf: namesOfUsers };
}
