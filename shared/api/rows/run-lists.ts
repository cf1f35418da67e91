// Rows of the route table: lists of training runs.
import { loadAiExperiment } from '../../operations/experiments/ai-experiments.ts';
import { loadOrganizationId } from '../../operations/experiments/list-across.ts';
import { bestRuns } from '../../operations/insights/best-runs.ts';
import { loadOwnClient, loadProject } from '../../operations/projects/load.ts';
import { listRunsOfClient, listRunsOfExperiment, listRunsOfProject } from '../../operations/runs/list.ts';
import { listRunsOfOrganization } from '../../operations/runs/list-across.ts';
import { accountRoute, route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { runListQuery, runPageReply } from '../schemas/run-list-shapes.ts';
import { runReply } from '../schemas/run-shapes.ts';

const list = { method: 'GET', group: 'runs', query: runListQuery, body: nothing, reply: runPageReply } as const;
const read = { ...list, level: 'read' } as const;

export const runListRows = [
  route({
    ...{ ...read, path: '/v1/clients/{client}/projects/{project}/training_runs' },
    ...{ load: loadProject, run: listRunsOfProject },
  }),
  route({ ...read, path: '/v1/clients/{client}/training_runs', load: loadOwnClient, run: listRunsOfClient }),
  route({
    ...{ ...read, path: '/v1/aiexperiments/{aiexperiment}/training_runs' },
    ...{ load: loadAiExperiment, run: listRunsOfExperiment },
  }),
  route({
    ...{ ...read, path: '/v1/aiexperiments/{aiexperiment}/best_training_runs', group: 'insights' },
    ...{ summary: 'The training runs behind the best assignments', query: nothing },
    ...{ load: loadAiExperiment, reply: pageReply(runReply), run: bestRuns },
  }),
  accountRoute({
    ...{ ...list, level: 'owner', path: '/v1/organizations/{organization}/training_runs' },
    ...{ load: loadOrganizationId, run: listRunsOfOrganization },
  }),
];
