// Rows of the route table: training runs.
import { loadAiExperiment } from '../../operations/experiments/ai-experiments.ts';
import { loadProject } from '../../operations/projects/load.ts';
import { archiveRun, mergeRun, updateRun } from '../../operations/runs/change.ts';
import { createRun } from '../../operations/runs/create.ts';
import { createRunOfExperiment } from '../../operations/runs/create-in-experiment.ts';
import { fetchRun } from '../../operations/runs/fetch.ts';
import { loadRun } from '../../operations/runs/load.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { runCreate, runReply, runUpdate } from '../schemas/run-shapes.ts';

const group = 'runs' as const;
const path = '/v1/training_runs/{run}';
const change = { path, group, level: 'write', load: loadRun, query: nothing, reply: runReply } as const;

const create = { method: 'POST', level: 'write', query: nothing, body: runCreate, reply: runReply } as const;

export const runRows = [
  route({
    ...{ ...create, group, path: '/v1/clients/{client}/projects/{project}/training_runs' },
    load: loadProject,
    run: createRun,
  }),
  // It asks for a suggestion, so it is served where suggestions are made.
  route({
    ...{ ...create, group: 'suggestions', path: '/v1/aiexperiments/{aiexperiment}/training_runs' },
    load: loadAiExperiment,
    run: createRunOfExperiment,
  }),
  route({ ...change, method: 'GET', level: 'read', body: nothing, run: fetchRun }),
  route({ ...change, method: 'PUT', body: runUpdate, run: updateRun }),
  route({ ...change, method: 'MERGE', summary: 'Merge into a training run', body: runUpdate, run: mergeRun }),
  route({ ...change, method: 'DELETE', summary: 'Archive a training run', body: nothing, run: archiveRun }),
];
