// Rows of the route table: experiments made of runs, and the experiments of a project.
import {
  createAiExperiment,
  fetchAiExperiment,
  listAiExperiments,
  listAiExperimentsOfProject,
  loadAiExperiment,
  updateAiExperiment,
} from '../../operations/experiments/ai-experiments.ts';
import { listExperimentsOfProject } from '../../operations/experiments/list.ts';
import { archiveExperiment } from '../../operations/experiments/update.ts';
import { loadNothing } from '../../operations/load.ts';
import { loadOwnClient, loadProject } from '../../operations/projects/load.ts';
import { route } from '../route.ts';
import { aiExperimentCreate, aiExperimentReply, aiExperimentUpdate } from '../schemas/ai-experiment-shapes.ts';
import { nothing } from '../schemas/common.ts';
import { experimentReply } from '../schemas/experiment-reply.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { experimentDeleteQuery, experimentListQuery } from '../schemas/queries.ts';

const group = 'experiments' as const;
const list = {
  method: 'GET',
  group,
  level: 'read',
  query: experimentListQuery,
  body: nothing,
  reply: pageReply(aiExperimentReply),
} as const;

const project = '/v1/clients/{client}/projects/{project}';
const path = '/v1/aiexperiments/{aiexperiment}';

export const aiExperimentRows = [
  route({
    ...list,
    path: `${project}/experiments`,
    load: loadProject,
    reply: pageReply(experimentReply),
    run: listExperimentsOfProject,
  }),
  route({
    method: 'POST',
    path: `${project}/aiexperiments`,
    group,
    level: 'write',
    load: loadProject,
    query: nothing,
    body: aiExperimentCreate,
    reply: aiExperimentReply,
    run: createAiExperiment,
  }),
  route({ ...list, path: `${project}/aiexperiments`, load: loadProject, run: listAiExperimentsOfProject }),
  route({ ...list, path: '/v1/clients/{client}/aiexperiments', load: loadOwnClient, run: listAiExperiments }),
  route({ ...list, path: '/v1/aiexperiments', load: loadNothing, run: listAiExperiments }),
  route({
    method: 'GET',
    path,
    group,
    level: 'read',
    load: loadAiExperiment,
    query: nothing,
    body: nothing,
    reply: aiExperimentReply,
    run: fetchAiExperiment,
  }),
  route({
    method: 'PUT',
    path,
    group,
    level: 'write',
    load: loadAiExperiment,
    query: nothing,
    body: aiExperimentUpdate,
    reply: aiExperimentReply,
    run: updateAiExperiment,
  }),
  route({
    method: 'DELETE',
    path,
    group,
    level: 'write',
    load: loadAiExperiment,
    query: experimentDeleteQuery,
    body: nothing,
    reply: nothing,
    run: archiveExperiment,
  }),
];
