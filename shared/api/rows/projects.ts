// Rows of the route table: projects of a client.
import { loadOwnClient, loadProject } from '../../operations/projects/load.ts';
import { changeProject, createProject, fetchProject, listAllProjects } from '../../operations/projects/projects.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import { projectCreate, projectListQuery, projectReply, projectUpdate } from '../schemas/project-shapes.ts';

const group = 'projects' as const;
const all = '/v1/clients/{client}/projects';
const one = '/v1/clients/{client}/projects/{project}';

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
];
