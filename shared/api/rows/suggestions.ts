// Rows of the route table: suggestions and queued suggestions of an experiment.
import { loadExperiment, loadQueued, loadSuggestion } from '../../operations/load.ts';
import { createQueued, fetchQueued, listQueued, removeQueued } from '../../operations/queued/queue.ts';
import { removeSuggestion, removeSuggestions, updateSuggestion } from '../../operations/suggestions/change.ts';
import { createSuggestion } from '../../operations/suggestions/create.ts';
import { fetchSuggestion, listSuggestions } from '../../operations/suggestions/read.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { pageQuery, suggestionDeleteAllQuery, suggestionListQuery } from '../schemas/queries.ts';
import { queuedCreate, suggestionCreate, suggestionUpdate } from '../schemas/suggestion-bodies.ts';
import { queuedReply, suggestionReply } from '../schemas/suggestion-reply.ts';

const group = 'suggestions' as const;
const query = nothing;
const body = nothing;

const all = '/v1/experiments/{experiment}/suggestions';
const one = '/v1/experiments/{experiment}/suggestions/{suggestion}';
const queue = '/v1/experiments/{experiment}/queued_suggestions';
const queued = '/v1/experiments/{experiment}/queued_suggestions/{queued}';

export const suggestionRows = [
  route({
    method: 'POST',
    path: all,
    summary: 'Ask what to try next',
    group,
    level: 'write',
    load: loadExperiment,
    query,
    body: suggestionCreate,
    reply: suggestionReply,
    run: createSuggestion,
  }),
  route({
    method: 'GET',
    path: all,
    group,
    level: 'read',
    load: loadExperiment,
    query: suggestionListQuery,
    body,
    reply: pageReply(suggestionReply),
    run: listSuggestions,
  }),
  route({
    method: 'DELETE',
    path: all,
    group,
    level: 'write',
    load: loadExperiment,
    query: suggestionDeleteAllQuery,
    body,
    reply: nothing,
    run: removeSuggestions,
  }),
  route({
    method: 'GET',
    path: one,
    group,
    level: 'read',
    load: loadSuggestion,
    query,
    body,
    reply: suggestionReply,
    run: fetchSuggestion,
  }),
  route({
    method: 'PUT',
    path: one,
    group,
    level: 'write',
    load: loadSuggestion,
    query,
    body: suggestionUpdate,
    reply: suggestionReply,
    run: updateSuggestion,
  }),
  route({
    method: 'DELETE',
    path: one,
    group,
    level: 'write',
    load: loadSuggestion,
    query,
    body,
    reply: nothing,
    run: removeSuggestion,
  }),
  route({
    method: 'POST',
    path: queue,
    summary: 'Queue a suggestion, to be served before others',
    group,
    level: 'write',
    load: loadExperiment,
    query,
    body: queuedCreate,
    reply: queuedReply,
    run: createQueued,
  }),
  route({
    method: 'GET',
    path: queue,
    group,
    level: 'read',
    load: loadExperiment,
    query: pageQuery,
    body,
    reply: pageReply(queuedReply),
    run: listQueued,
  }),
  route({
    method: 'GET',
    path: queued,
    group,
    level: 'read',
    load: loadQueued,
    query,
    body,
    reply: queuedReply,
    run: fetchQueued,
  }),
  route({
    method: 'DELETE',
    path: queued,
    group,
    level: 'write',
    load: loadQueued,
    query,
    body,
    reply: nothing,
    run: removeQueued,
  }),
];
