// Rows of the route table: checkpoints of a training run, and what they say of going on with it.
import { adviseRun } from '../../operations/runs/advice.ts';
import {
  createCheckpoint,
  fetchCheckpoint,
  listCheckpoints,
  loadCheckpoint,
} from '../../operations/runs/checkpoints.ts';
import { loadRun } from '../../operations/runs/load.ts';
import { route } from '../route.ts';
import { checkpointCreate, checkpointReply } from '../schemas/checkpoint-shapes.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { pageQuery } from '../schemas/queries.ts';
import { runAdviceQuery, runAdviceReply } from '../schemas/run-advice-shapes.ts';

const group = 'runs' as const;
const all = '/v1/training_runs/{run}/checkpoints';

export const checkpointRows = [
  route({
    ...{ method: 'POST', path: all, group, level: 'write', load: loadRun, query: nothing },
    body: checkpointCreate,
    reply: checkpointReply,
    run: createCheckpoint,
  }),
  route({
    ...{ method: 'GET', path: all, group, level: 'read', load: loadRun, query: pageQuery, body: nothing },
    reply: pageReply(checkpointReply),
    run: listCheckpoints,
  }),
  route({
    ...{ method: 'GET', path: `${all}/{checkpoint}`, group, level: 'read', load: loadCheckpoint },
    ...{ query: nothing, body: nothing, reply: checkpointReply, run: fetchCheckpoint },
  }),
  route({
    ...{ method: 'GET', path: '/v1/training_runs/{run}/advice', group, level: 'read', load: loadRun, body: nothing },
    summary: 'Is the run still worth training, next to its siblings',
    query: runAdviceQuery,
    reply: runAdviceReply,
    run: adviseRun,
  }),
];
