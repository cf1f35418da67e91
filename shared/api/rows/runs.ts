// Rows of the route table: training runs.
import { loadProject } from '../../operations/projects/load.ts';
import { archiveRun, mergeRun, updateRun } from '../../operations/runs/change.ts';
import { createRun } from '../../operations/runs/create.ts';
import { fetchRun } from '../../operations/runs/fetch.ts';
import { loadRun } from '../../operations/runs/load.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { runCreate, runReply, runUpdate } from '../schemas/run-shapes.ts';

const group = 'runs' as const;
const path = '/v1/training_runs/{run}';
const change = { path, group, level: 'write', load: loadRun, query: nothing, reply: runReply } as const;

export const runRows = [
  route({
    method: 'POST',
    path: '/v1/clients/{client}/projects/{project}/training_runs',
    group,
    level: 'write',
    load: loadProject,
    query: nothing,
    body: runCreate,
    reply: runReply,
    run: createRun,
  }),
  route({ ...change, method: 'GET', level: 'read', body: nothing, run: fetchRun }),
  route({ ...change, method: 'PUT', body: runUpdate, run: updateRun }),
  route({ ...change, method: 'MERGE', summary: 'Merge into a training run', body: runUpdate, run: mergeRun }),
  route({ ...change, method: 'DELETE', summary: 'Archive a training run', body: nothing, run: archiveRun }),
];
