// Rows of the route table: observations of an experiment, and what they come to.
import { bestAssignments } from '../../operations/insights/best-assignments.ts';
import { loadExperiment, loadForReport, loadObservation } from '../../operations/load.ts';
import { removeObservation, removeObservations, updateObservation } from '../../operations/observations/change.ts';
import { fetchObservation, listObservations } from '../../operations/observations/read.ts';
import { createObservation, createObservations } from '../../operations/observations/report.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { observationBatch, observationCreate, observationUpdate } from '../schemas/observation-bodies.ts';
import { bestAssignmentsReply, observationReply } from '../schemas/observation-reply.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { observationDeleteQuery, observationListQuery } from '../schemas/queries.ts';

const group = 'observations' as const;
const query = nothing;
const body = nothing;

const all = '/v1/experiments/{experiment}/observations';
const one = '/v1/experiments/{experiment}/observations/{observation}';

export const observationRows = [
  route({
    method: 'POST',
    path: all,
    summary: 'Report an observation',
    group,
    level: 'write',
    load: loadForReport,
    query,
    body: observationCreate,
    reply: observationReply,
    run: createObservation,
  }),
  route({
    method: 'POST',
    path: `${all}/batch`,
    summary: 'Report up to 2 500 observations, all or none',
    group,
    level: 'write',
    load: loadExperiment,
    query,
    body: observationBatch,
    reply: pageReply(observationReply),
    run: createObservations,
  }),
  route({
    method: 'GET',
    path: all,
    group,
    level: 'read',
    load: loadExperiment,
    query: observationListQuery,
    body,
    reply: pageReply(observationReply),
    run: listObservations,
  }),
  route({
    method: 'DELETE',
    path: all,
    group,
    level: 'write',
    load: loadExperiment,
    query,
    body,
    reply: nothing,
    run: removeObservations,
  }),
  route({
    method: 'GET',
    path: one,
    group,
    level: 'read',
    load: loadObservation,
    query,
    body,
    reply: observationReply,
    run: fetchObservation,
  }),
  route({
    method: 'PUT',
    path: one,
    group,
    level: 'write',
    load: loadObservation,
    query,
    body: observationUpdate,
    reply: observationReply,
    run: updateObservation,
  }),
  route({
    method: 'DELETE',
    path: one,
    group,
    level: 'write',
    load: loadObservation,
    query: observationDeleteQuery,
    body,
    reply: nothing,
    run: removeObservation,
  }),
  route({
    method: 'GET',
    path: '/v1/experiments/{experiment}/best_assignments',
    group: 'insights',
    level: 'read',
    load: loadExperiment,
    query,
    body,
    reply: pageReply(bestAssignmentsReply),
    run: bestAssignments,
  }),
];
