// Projects: named places inside of a client that experiments and runs are put into.
import type { Metadata } from '../experiment.ts';
import { checkMetadata, type MetadataInput } from '../metadata.ts';
import { checkTitle } from '../name.ts';
import { invalid } from '../problem.ts';

export type Project = {
  /** Chosen by the user, the same for ever. */
  readonly id: string;
  /** A number of its own, which settles ties in lists. */
  readonly serial: string;
  readonly client: string;
  readonly name: string;
  readonly user: string | null;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly updated: number;
  readonly metadata: Metadata | null;
  readonly deleted: boolean;
};

/** What is in a project, archived ones left out, and when something was last put into it (seconds since the epoch). */
export type ProjectCounts = { readonly experiments: number; readonly runs: number; readonly touched: number };

export type ProjectInput = {
  readonly id: string;
  readonly name: string;
  readonly metadata?: MetadataInput | null | undefined;
};

export type ProjectUpdate = {
  readonly name?: string | undefined;
  readonly metadata?: MetadataInput | null | undefined;
  readonly deleted?: boolean | undefined;
};

const projectId = /^[a-z0-9\-_.]{1,32}$/;

export const isProjectId = (text: string): boolean => projectId.test(text);

/** Clients take "." and ".." for "here" and "one up", and leave them out of a path: nobody would reach such a project. */
function checkNewProjectId(id: string): string {
  if (id !== '.' && id !== '..') return checkProjectId(id, 'id');
  throw invalid(
    'id',
    id,
    'must not be "." or "..", which clients leave out of paths',
    'Send an id such as "my-project".',
  );
}

/** Returns the id as it is, or throws the 400. */
export function checkProjectId(id: string, field: string): string {
  if (isProjectId(id)) return id;
  throw invalid(field, id, 'must be 1 to 32 of the characters a-z 0-9 . - _', 'Send an id such as "my-project".');
}

type Made = Pick<Project, 'serial' | 'client' | 'user' | 'created'>;

export const newProject = (input: ProjectInput, made: Made): Project => ({
  id: checkNewProjectId(input.id),
  name: checkTitle(input.name, 'name'),
  metadata: checkMetadata(input.metadata),
  ...made,
  updated: made.created,
  deleted: false,
});

/** What is absent stays; null clears metadata. `now` in seconds. */
export const updateProject = (before: Project, input: ProjectUpdate, now: number): Project => ({
  ...before,
  name: input.name === undefined ? before.name : checkTitle(input.name, 'name'),
  metadata: input.metadata === undefined ? before.metadata : checkMetadata(input.metadata),
  deleted: input.deleted ?? before.deleted,
  updated: now,
});

/** The project that every client begins with. */
export const exampleProject = (client: { readonly id: string; readonly created: number }): Project =>
  newProject(
    { id: 'sigopt-examples', name: 'SigOpt Examples' },
    { serial: client.id, client: client.id, user: null, created: client.created },
  );

export const publicProject = (project: Project, counts: ProjectCounts) => ({
  object: 'project' as const,
  id: project.id,
  name: project.name,
  client: project.client,
  user: project.user,
  created: project.created,
  updated: Math.max(project.updated, counts.touched),
  metadata: project.metadata,
  experiment_count: counts.experiments,
  training_run_count: counts.runs,
  deleted: project.deleted,
});
