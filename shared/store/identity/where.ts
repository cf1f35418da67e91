// Which client has an object, and which organization has a client: read by the door, for callers whose token does not say.
import type { Tenant } from '../../domain/identity/identity.ts';
import { whereKey } from '../table/keys.ts';
import { get, type Table } from '../table/table.ts';
import { findClient } from './clients.ts';

/** Answers that are remembered; the one that was asked for longest ago goes first. Neither ever changes. */
const most = 10_000;

/** A function of one text whose answer, once there is one, holds for ever. Known answers come at once, without a promise. */
function remembered<Answer>(
  read: (id: string) => Promise<Answer | null>,
): (id: string) => Answer | Promise<Answer | null> {
  const known = new Map<string, Answer>();
  return (id) => {
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    return read(id).then((found) => {
      if (found !== null) known.set(id, found);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      return found;
    });
  };
}

export type Whereabouts = {
  readonly clientOf: (object: string) => string | Promise<string | null>;
  /** The run that a file belongs to; null for every other object. */
  readonly runOf: (object: string) => string | Promise<string | null>;
  readonly tenantOf: (client: string) => Tenant | Promise<Tenant | null>;
};

async function read(table: Table, object: string, attribute: 'client' | 'run'): Promise<string | null> {
  const found = (await get(table, whereKey(object)))?.[attribute];
  return typeof found === 'string' ? found : null;
}

export const makeWhereabouts = (table: Table): Whereabouts => ({
  clientOf: remembered((object) => read(table, object, 'client')),
  runOf: remembered((object) => read(table, object, 'run')),
  tenantOf: remembered(async (client) => {
    const found = await findClient(table, client);
    return found && { client, organization: found.organization };
  }),
});
