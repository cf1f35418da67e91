// Rows of the route table: projects of a client, their notes, and the client's tags.
import { loadOwnClient, loadProject } from '../../operations/projects/load.ts';
import { createNote, listNotes } from '../../operations/projects/notes.ts';
import { changeProject, createProject, fetchProject, listAllProjects } from '../../operations/projects/projects.ts';
import { createTag, listAllTags } from '../../operations/projects/tags.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { projectCreate, projectListQuery, projectReply, projectUpdate } from '../schemas/project-shapes.ts';
import { pageQuery } from '../schemas/queries.ts';
import { noteCreate, noteReply, tagCreate, tagReply } from '../schemas/tag-shapes.ts';

const group = 'projects' as const;
const all = '/v1/clients/{client}/projects';
const one = '/v1/clients/{client}/projects/{project}';
const notes = '/v1/clients/{client}/projects/{project}/notes';
const tags = '/v1/clients/{client}/tags';

export const projectRows = [
  route({
    method: 'POST',
    path: all,
    refuses: [409],
    group,
    level: 'write',
    load: loadOwnClient,
    query: nothing,
    body: projectCreate,
    reply: projectReply,
    run: createProject,
  }),
  route({
    method: 'GET',
    path: all,
    group,
    level: 'read',
    load: loadOwnClient,
    query: projectListQuery,
    body: nothing,
    reply: pageReply(projectReply),
    run: listAllProjects,
  }),
  route({
    method: 'GET',
    path: one,
    group,
    level: 'read',
    load: loadProject,
    query: nothing,
    body: nothing,
    reply: projectReply,
    run: fetchProject,
  }),
  route({
    method: 'PUT',
    path: one,
    group,
    level: 'write',
    load: loadProject,
    query: nothing,
    body: projectUpdate,
    reply: projectReply,
    run: changeProject,
  }),
  route({
    method: 'POST',
    path: notes,
    group,
    level: 'write',
    load: loadProject,
    query: nothing,
    body: noteCreate,
    reply: noteReply,
    run: createNote,
  }),
  route({
    method: 'GET',
    path: notes,
    group,
    level: 'read',
    load: loadProject,
    query: nothing,
    body: nothing,
    reply: pageReply(noteReply),
    run: listNotes,
  }),
  route({
    method: 'POST',
    path: tags,
    refuses: [409],
    group,
    level: 'write',
    load: loadOwnClient,
    query: nothing,
    body: tagCreate,
    reply: tagReply,
    run: createTag,
  }),
  route({
    method: 'GET',
    path: tags,
    group,
    level: 'read',
    load: loadOwnClient,
    query: pageQuery,
    body: nothing,
    reply: pageReply(tagReply),
    run: listAllTags,
  }),
];
