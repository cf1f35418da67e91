// All of an organization's data, piece by piece: its clients with their experiments, observations, suggestions and usage, and the people in it.
// Left out is what is made of it (models, curves, copies by project) and what is a secret (passwords, tokens).

import { handedOn } from '../../domain/document-size.ts';
import type { Client } from '../../domain/identity/identity.ts';
import { invalid, notFound } from '../../domain/problem.ts';
import { clientRecordsOf, findOrganizationRecord } from '../../store/identity/clients.ts';
import { membershipsOfOrganization, permissionsOfClient } from '../../store/identity/memberships.ts';
import { findUsers } from '../../store/identity/users.ts';
import { experimentIdsOf, itemsBelow, projectPartitions, readPart, recordPartitions } from '../../store/partitions.ts';
import { isDerived } from '../../store/table/keys.ts';
import type { Item, Table } from '../../store/table/table.ts';
import type { OperatorContext } from './context.ts';

/** Bytes of a piece as `handedOn` counts, about: an answer carries 6 MB. */
const most = 3_000_000;

/** Where it goes on: behind an item, and of the next one, which may have more below itself than an answer carries, behind what `within` names. */
type Place = { readonly partition: string; readonly behind: string | null; readonly within: string | null };
type Input = {
  readonly path: Readonly<Record<string, string>>;
  readonly query: { readonly after?: string | undefined };
};

/** With what is deleted, as long as it is not erased. Follow `next` until it is null. What changes meanwhile may be in it as it was or as it is. */
export async function exportOrganization(context: OperatorContext, { path, query }: Input) {
  const { directory } = context;
  const { organization: id = '' } = path;
  const organization = await findOrganizationRecord(directory.table, id);
  if (!organization) throw notFound('organization', id);
  const clients = (await clientRecordsOf(directory.table, id)).flatMap(({ client }) => client ?? []);
  const partitions = (await Promise.all(clients.map((client) => partitionsOf(context, client)))).flat();
  const start = query.after === undefined ? null : decode(query.after);
  const { records, next } = await collect(context, partitions, start);
  return {
    object: 'export' as const,
    organization: { id, name: organization.name, created: organization.created },
    people: start ? [] : await peopleOf(context, id, clients),
    records,
    next: next && encode(next),
  };
}

const partitionsOf = async ({ directory, now }: OperatorContext, { id, created }: Client): Promise<string[]> =>
  recordPartitions(
    id,
    {
      experiments: await experimentIdsOf(directory.table, id),
      projects: await projectPartitions(directory.table, id),
    },
    created * 1000,
    now(),
  );

async function collect({ directory }: OperatorContext, partitions: readonly string[], start: Place | null) {
  const records: ReturnType<typeof shown>[] = [];
  let bytes = 0;
  const from = start ? partitions.indexOf(start.partition) : 0;
  if (from < 0) throw badMarker();
  for (const partition of partitions.slice(from)) {
    const place = partition === start?.partition ? start : { partition, behind: null, within: null };
    for await (const { item, before } of itemsFrom(directory.table, place)) {
      if (bytes > most) return { records, next: before };
      if (isDerived(item)) continue;
      const record = shown(item);
      bytes += handedOn(JSON.stringify(record));
      records.push(record);
    }
  }
  return { records, next: null };
}

/** The items of a partition from a place on, each followed by those below it, and with the place at which it comes next. */
async function* itemsFrom(table: Table, start: Place): AsyncGenerator<{ item: Item; before: Place }> {
  const { partition } = start;
  let { behind } = start;
  for (let more = true; more; ) {
    const part = await readPart(table, partition, behind);
    for (const top of part.items) {
      let within: string | null = null;
      for (const item of [top, ...(await itemsBelow(table, top))]) {
        const name = `${top.sk} ${item === top ? '' : item.sk}`;
        if (start.within === null || name > start.within) yield { item, before: { partition, behind, within } };
        within = name;
      }
      behind = top.sk;
    }
    more = part.more;
  }
}

function shown({ pk, sk, doc, duePk: _, dueSk: __, model: ___, ...attributes }: Item) {
  return {
    partition: pk,
    sort: sk,
    ...attributes,
    ...(doc === undefined ? {} : { document: JSON.parse(doc) as unknown }),
  };
}

async function peopleOf({ directory }: OperatorContext, organization: string, clients: readonly Client[]) {
  const memberships = await membershipsOfOrganization(directory, organization);
  const users = await findUsers(
    directory,
    memberships.map(({ user }) => user),
  );
  const permissions = (await Promise.all(clients.map(({ id }) => permissionsOfClient(directory, id)))).flat();
  return memberships.map(({ user, type }) => ({
    ...{ user, email: users.get(user)?.email ?? null, name: users.get(user)?.name ?? null, membership_type: type },
    permissions: permissions
      .filter((each) => each.user === user)
      .map(({ client, level }) => ({ client, permission: level })),
  }));
}

const encode = ({ partition, behind, within }: Place): string =>
  Buffer.from(JSON.stringify([partition, behind, within])).toString('base64url');

const isPlace = (value: unknown): value is string | null => typeof value === 'string' || value === null;

function decode(text: string): Place {
  try {
    const [partition, behind, within = null]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (typeof partition === 'string' && isPlace(behind) && isPlace(within)) return { partition, behind, within };
  } catch {
    // Not ours, like everything else that gets here.
  }
  throw badMarker();
}

const badMarker = () =>
  invalid('after', undefined, 'is not where an export stopped', 'Send `next` of the piece before, unchanged.');
