// Writes that are refused because others were faster, or because what they belong to is gone: the answer says so, and nothing is left half.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { padId } from '../../shared/domain/id.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { makeLog } from '../../shared/platform/log.ts';
import { experimentKey, type Key, organizationKey, sortKey } from '../../shared/store/table/keys.ts';
import { updateItem, writeMany } from '../../shared/store/table/single.ts';
import { query } from '../../shared/store/table/table.ts';
import { intercepted, meanwhile } from '../kit/faults.ts';
import { erase, type Front, interruptedFront, makeFront, ownerOfTeam, password, somebody } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const person = () => somebody(front);
/** An owner with an organization, its client and an experiment in it. */
async function team() {
  const owner = await ownerOfTeam(front);
  const { id } = await front.made('POST', `/v1/clients/${owner.client}/experiments`, owner.token, {
    ...{ name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }], observation_budget: 500 },
  });
  return { ...owner, experiment: id as string };
}

describe('what others change again and again', () => {
  /** Before each command of this kind that names `touched`, somebody else is there first. */
  const overtaken = (kind: RegExp, touched: string, act: () => Promise<unknown>) => {
    const table = intercepted(front.world.service.table, async (command, send) => {
      if (kind.test(command.constructor.name) && JSON.stringify(command).includes(touched)) await act();
      return send(command);
    });
    return makeFront({ table }, front.world);
  };
  const raise = (key: Key) => updateItem(front.world.service.table, key, { add: { version: 1 } });
  const busy = (what: string) => ({ status: 429, json: { message: expect.stringContaining(what) } });

  // Guarantee: a change that never gets its turn ends, and says that it may be asked again.
  test.concurrent('an organization', async () => {
    const { organization, token } = await team();
    const key = { pk: organizationKey(organization), sk: sortKey.organization };
    const by = await overtaken(/Transact/, 'ORGANIZATION', () => raise(key));
    expect(await by.send('PUT', `/v1/organizations/${organization}`, token, { name: 'New' })).toMatchObject(
      busy('organization'),
    );
  }, 60_000);

  // Guarantee: as above.
  test.concurrent('a client', async () => {
    const { client, token } = await team();
    const by = await overtaken(/Transact/, 'CLIENT', () => raise({ pk: `C#${client}`, sk: sortKey.client }));
    expect(await by.send('PUT', `/v1/clients/${client}`, token, { name: 'New' })).toMatchObject(busy('client'));
  }, 60_000);

  // Guarantee: as above; a large batch that others keep out leaves nothing behind.
  test.concurrent('the ids of observations', async () => {
    const { client, experiment, token } = await team();
    const pk = experimentKey(client, experiment);
    const newer = () =>
      updateItem(
        front.world.service.table,
        { pk, sk: sortKey.state },
        {
          set: { top: padId(front.world.service.nextId()) },
        },
      );
    const by = await overtaken(/UpdateItem/, '#top', newer);
    const observations = Array.from({ length: 150 }, () => ({ assignments: { x: 0.5 }, values: [{ value: 1 }] }));
    const path = `/v1/experiments/${experiment}/observations/batch`;
    expect(await by.send('POST', path, token, { observations })).toMatchObject(busy('Too many reports'));
    for (const kind of ['BATCH', 'OBS'])
      expect(await query(front.world.service.table, { pk, from: `${kind}#`, to: `${kind}#~` })).toEqual([]);
  }, 60_000);
});

describe('an id that is taken', () => {
  const busy = { status: 429, json: { message: expect.stringContaining('taken') } };

  // Guarantee: nobody is given the client, or the token, of something that was not stored.
  test('by a client', async () => {
    const [owner, other] = [await team(), await team()];
    const by = await makeFront({ nextId: () => other.client }, front.world);
    const body = { name: 'Mine' };
    const paths = [`/v1/organizations/${owner.organization}/clients`, '/v1/clients'];
    for (const path of paths) expect(await by.send('POST', path, owner.token, body)).toMatchObject(busy);
    const operator = await front.world.service.operatorToken();
    expect(await by.send('POST', '/v1/operator/organizations', operator, body)).toMatchObject(busy);
    const { data } = await front.made('GET', `/v1/organizations/${owner.organization}/clients`, owner.token);
    expect(data).toMatchObject([{ id: owner.client }]);
    expect(await front.made('GET', `/v1/clients/${other.client}`, other.token)).toMatchObject({ name: 'Org' });
  });
});

describe('what is gone', () => {
  // Guarantee: a suggestion that is queued while its experiment is erased is missing, and not said to be waiting.
  test('an experiment, while something is queued in it', async () => {
    const { client, organization, experiment, token } = await team();
    const by = await interruptedFront(front, () => erase(front, organization));
    const path = `/v1/experiments/${experiment}/queued_suggestions`;
    expect((await by.send('POST', path, token, { assignments: { x: 0.5 } })).status).toBe(404);
    const pk = experimentKey(client, experiment);
    expect(await query(front.world.service.table, { pk, from: ' ', to: '~' })).toEqual([]);
  });

  const observation = { assignments: { x: 0.5 }, values: [{ value: 1 }] };
  const observations = Array.from({ length: 150 }, () => observation);

  // Guarantee: the same of whatever is under way, at every step of it: it is missing, nobody is alarmed, and nothing is written into what is gone.
  test.each([
    ['an ask', 'suggestions', {}, ''],
    ['an ask that has its number', 'suggestions', {}, '#sugTop'],
    ['a report', 'observations', observation, ''],
    ['a batch without ids', 'observations/batch', { observations }, ''],
    ['a batch before its items', 'observations/batch', { observations }, 'BATCH#'],
    ['a batch amid its items', 'observations/batch', { observations }, 'OBS#'],
    ['a batch before it is visible', 'observations/batch', { observations }, '#visible'],
  ])('an experiment, during %s', async (_, below, body, touched) => {
    const { client, organization, experiment, token } = await team();
    const lines: string[] = [];
    const { table } = front.world.service;
    const log = makeLog((line) => lines.push(line), front.world.service.now);
    const by = await makeFront(
      { log, table: meanwhile(table, /Put|Update|Write/, () => erase(front, organization), touched) },
      front.world,
    );
    const { status, json } = await by.send('POST', `/v1/experiments/${experiment}/${below}`, token, body);
    expect({ status, message: json.message }).toEqual({ status: 404, message: expect.stringContaining(experiment) });
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    const pk = experimentKey(client, experiment);
    expect(await query(table, { pk, from: ' ', to: '~' })).toEqual([]);
  });

  // Guarantee: a model that is computed meanwhile, and the rows that it was fitted to, go with all else.
  test('an experiment, while its model is computed', async () => {
    const { client, organization, experiment, token } = await team();
    for (let i = 0; i < 2; i++)
      await front.made('POST', `/v1/experiments/${experiment}/observations/batch`, token, {
        observations: observations.map((_, k) => ({ assignments: { x: k / 150 }, values: [{ value: (k + i) % 7 }] })),
      });
    const { service } = front.world;
    const written: string[] = [];
    const seen = intercepted(service.table, async (command, send) => {
      written.push(...(JSON.stringify(command).match(/(MODEL|ROWS)#/g) ?? []));
      return send(command);
    });
    const table = meanwhile(seen, /Write/, () => erase(front, organization), 'MODEL#');
    await optimize({ ...service, table }, { client, experiment });
    expect(new Set(written)).toEqual(new Set(['MODEL#', 'ROWS#']));
    expect(await query(service.table, { pk: experimentKey(client, experiment), from: ' ', to: '~' })).toEqual([]);
  });

  // Guarantee: a batch of runs that has lost its mark with all else is missing too.
  test('a project, during a batch of runs', async () => {
    const { client, organization, token } = await team();
    const by = await interruptedFront(front, () => erase(front, organization), '#visible');
    const path = `/v1/clients/${client}/projects/sigopt-examples/training_runs/batch`;
    const runs = Array.from({ length: 120 }, (_, i) => ({ name: `run ${i}` }));
    expect((await by.send('POST', path, token, { runs })).status).toBe(404);
  });

  // Guarantee: what is missing without having been erased is a fault of ours, and is told as one.
  test('an experiment that has lost its state', async () => {
    const { client, experiment, token } = await team();
    const lines: string[] = [];
    const { table } = front.world.service;
    const lose = () => writeMany(table, [{ remove: { pk: experimentKey(client, experiment), sk: sortKey.state } }]);
    const log = makeLog((line) => lines.push(line), front.world.service.now);
    const by = await makeFront({ log, table: meanwhile(table, /TransactWrite/, lose) }, front.world);
    const path = `/v1/experiments/${experiment}/observations`;
    expect((await by.transmit('POST', path, token, JSON.stringify(observation))).statusCode).toBe(500);
    expect(lines.find((line) => line.includes('"level":"error"'))).toContain(experiment);
  });

  // Guarantee: a user who is deleted while something else of the user changes is deleted.
  test('a user who changes meanwhile', async () => {
    const { user, token, email } = await person();
    // Sessions end before the user does; who logs in again is still somebody.
    const rename = async () => {
      const session = await front.made('POST', '/v1/sessions', null, { email, password });
      await front.made('PUT', `/v1/users/${user}`, session.api_token.token, { name: 'Another Name' });
    };
    const by = await interruptedFront(front, rename, 'deleted\\":true');
    expect((await by.send('DELETE', `/v1/users/${user}`, token, { password })).status).toBe(200);
    expect((await front.send('POST', '/v1/sessions', null, { email, password })).status).toBe(400);
  });
});

// Guarantee: who is made an owner while the operator gives a permission stays one.
test('a permission for who becomes an owner', async () => {
  const { client, organization } = await team();
  const { user, token } = await person();
  const promote = () => front.operate('POST', 'memberships', { user, organization, membership_type: 'owner' });
  const by = await interruptedFront(front, promote, 'GRANT#');
  await by.operate('POST', 'permissions', { user, client, permission: 'read' });
  const [membership] = (await front.made('GET', `/v1/users/${user}/memberships`, token)).data;
  expect(membership).toMatchObject({ type: 'owner' });
});
