// Rows of the route table: training runs.
import { loadAiExperiment } from '../../operations/experiments/ai-experiments.ts';
import { shareRun } from '../../operations/identity/guest-token.ts';
import { loadProject } from '../../operations/projects/load.ts';
import { archiveRun, mergeRun, updateRun } from '../../operations/runs/change.ts';
import { createRun } from '../../operations/runs/create.ts';
import { createRuns } from '../../operations/runs/create-batch.ts';
import { createRunOfExperiment } from '../../operations/runs/create-in-experiment.ts';
import { fetchRun } from '../../operations/runs/fetch.ts';
import { loadRun } from '../../operations/runs/load.ts';
import { addTag, loadTagOfRun, removeTag } from '../../operations/runs/tags.ts';
import { route } from '../route.ts';
import { tokenReply } from '../schemas/account-reply.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { runBatch, runCreate, runReply, runUpdate } from '../schemas/run-shapes.ts';
import { tagOfRun, tagReply } from '../schemas/tag-shapes.ts';

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
  route({
    ...{ ...create, group, path: '/v1/clients/{client}/projects/{project}/training_runs/batch' },
    summary: 'Create many training runs',
    load: loadProject,
    body: runBatch,
    reply: pageReply(runReply),
    run: createRuns,
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
  route({
    ...{ method: 'POST', path: `${path}/tags`, group, level: 'write', refuses: [422], query: nothing },
    summary: 'Mark a training run with a tag',
    load: loadRun,
    body: tagOfRun,
    reply: tagReply,
    run: addTag,
  }),
  route({
    ...{ method: 'DELETE', path: `${path}/tags/{tag}`, group, level: 'write', query: nothing, body: nothing },
    summary: 'Take a tag off a training run',
    load: loadTagOfRun,
    reply: tagReply,
    run: removeTag,
  }),
  // Whoever shares makes a token, and tokens are made where their key is.
  route({
    ...{ method: 'POST', path: `${path}/tokens`, group: 'account', level: 'write', query: nothing, body: nothing },
    summary: 'Create a guest token, which shows this run alone',
    load: loadRun,
    reply: tokenReply,
    run: shareRun,
  }),
];
