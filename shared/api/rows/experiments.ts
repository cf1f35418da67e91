// Rows of the route table: experiments, in the caller's client and below it.
import { createExperiment } from '../../operations/experiments/create.ts';
import { fetchExperiment } from '../../operations/experiments/fetch.ts';
import { forgetModel } from '../../operations/experiments/forget-model.ts';
import { listAllExperiments } from '../../operations/experiments/list.ts';
import {
  listOfOrganization,
  listOfUser,
  loadOrganizationId,
  loadSelf,
} from '../../operations/experiments/list-across.ts';
import { archiveExperiment, updateExperiment } from '../../operations/experiments/update.ts';
import { loadClient, loadExperiment, loadNothing } from '../../operations/load.ts';
import { accountRoute, route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { experimentCreate, experimentUpdate } from '../schemas/experiment-bodies.ts';
import { experimentReply } from '../schemas/experiment-reply.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { experimentDeleteQuery, experimentListQuery } from '../schemas/queries.ts';

const group = 'experiments' as const;
const create = {
  method: 'POST',
  group,
  level: 'write',
  query: nothing,
  body: experimentCreate,
  reply: experimentReply,
  run: createExperiment,
} as const;
const list = {
  method: 'GET',
  group,
  level: 'read',
  query: experimentListQuery,
  body: nothing,
  reply: pageReply(experimentReply),
  run: listAllExperiments,
} as const;

/** Over several clients: what it needs to know of people, the functions of accounts may read. */
const across = { ...list, group: 'account' } as const;

const path = '/v1/experiments/{experiment}';

export const experimentRows = [
  route({ ...create, path: '/v1/experiments', load: loadNothing }),
  route({ ...list, path: '/v1/experiments', load: loadNothing }),
  route({ ...create, path: '/v1/clients/{client}/experiments', load: loadClient }),
  route({ ...list, path: '/v1/clients/{client}/experiments', load: loadClient }),
  accountRoute({
    ...across,
    level: 'caller',
    path: '/v1/users/{user}/experiments',
    load: loadSelf,
    run: listOfUser,
  }),
  accountRoute({
    ...across,
    level: 'owner',
    path: '/v1/organizations/{organization}/experiments',
    load: loadOrganizationId,
    run: listOfOrganization,
  }),
  route({
    method: 'GET',
    path,
    refuses: [301],
    group,
    level: 'read',
    load: loadExperiment,
    query: nothing,
    body: nothing,
    reply: experimentReply,
    run: fetchExperiment,
  }),
  route({
    method: 'PUT',
    path,
    group,
    level: 'write',
    load: loadExperiment,
    query: nothing,
    body: experimentUpdate,
    reply: experimentReply,
    run: updateExperiment,
  }),
  route({
    method: 'DELETE',
    path,
    summary: 'Archive an experiment',
    group,
    level: 'write',
    load: loadExperiment,
    query: experimentDeleteQuery,
    body: nothing,
    reply: nothing,
    run: archiveExperiment,
  }),
  route({
    method: 'DELETE',
    path: `${path}/hyperparameters`,
    group,
    level: 'write',
    load: loadExperiment,
    query: nothing,
    body: nothing,
    reply: nothing,
    run: forgetModel,
  }),
];
