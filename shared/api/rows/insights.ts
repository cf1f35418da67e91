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
    summary: 'Which parameters move which metric',
    refuses: [422],
    reply: pageReply(metricImportancesReply),
    run: metricImportances,
  }),
  route({
    ...read,
    method: 'PUT',
    path: `${experiment}/metric_importances`,
    summary: 'Have the importances computed anew',
    refuses: [422],
    level: 'write',
    reply: nothing,
    run: forceImportances,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${experiment}/stopping_criteria`,
    summary: 'Should it stop, and why',
    reply: stoppingCriteriaReply,
    run: stoppingCriteria,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${experiment}/best_practices`,
    summary: 'What of the definition could be better',
    reply: bestPracticesReply,
    run: bestPractices,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${experiment}/advice`,
    summary: 'Has it converged, and what is the optimizer doing',
    reply: adviceReply,
    run: advice,
  }),
  // Changes nothing, so reading is enough; a POST because the points need a body.
  route({
    ...read,
    method: 'POST',
    path: `${experiment}/predictions`,
    summary: 'What the model expects at points of your choice',
    refuses: [422],
    body: predictionsBody,
    reply: predictionsReply,
    run: predictions,
  }),
];
