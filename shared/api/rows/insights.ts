// Rows of the route table: what is known about an experiment.
import { advice } from '../../operations/insights/advice.ts';
import { bestPractices } from '../../operations/insights/best-practices.ts';
import { forceImportances, metricImportances } from '../../operations/insights/importances.ts';
import { predictions } from '../../operations/insights/predictions.ts';
import { stoppingCriteria } from '../../operations/insights/stopping-criteria.ts';
import { loadExperiment } from '../../operations/load.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { predictionsBody } from '../schemas/insight-bodies.ts';
import {
  adviceReply,
  bestPracticesReply,
  metricImportancesReply,
  predictionsReply,
  stoppingCriteriaReply,
} from '../schemas/insight-reply.ts';
import { pageReply } from '../schemas/page-reply.ts';

const experiment = '/v1/experiments/{experiment}';
const read = { group: 'insights', level: 'read', load: loadExperiment, query: nothing, body: nothing } as const;

export const insightRows = [
  route({
    ...read,
    method: 'GET',
    path: `${experiment}/metric_importances`,
    reply: pageReply(metricImportancesReply),
    run: metricImportances,
  }),
  route({
    ...read,
    method: 'PUT',
    path: `${experiment}/metric_importances`,
    level: 'write',
    reply: nothing,
    run: forceImportances,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${experiment}/stopping_criteria`,
    reply: stoppingCriteriaReply,
    run: stoppingCriteria,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${experiment}/best_practices`,
    reply: bestPracticesReply,
    run: bestPractices,
  }),
  route({ ...read, method: 'GET', path: `${experiment}/advice`, reply: adviceReply, run: advice }),
  // Changes nothing, so reading is enough; a POST because the points need a body.
  route({
    ...read,
    method: 'POST',
    path: `${experiment}/predictions`,
    body: predictionsBody,
    reply: predictionsReply,
    run: predictions,
  }),
];
