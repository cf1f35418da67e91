// Web data: bodies and queries of their requests, and how answers show them.
import * as z from 'zod';
import { isProjectId } from '../../domain/projects/project.ts';
import { webDataTypes } from '../../domain/projects/web-data.ts';
import { freeObject, id, seconds } from './common.ts';
import { jsonTextWithIds } from './json-text.ts';
import { idText, pageQuery } from './queries.ts';
import { nameText } from './ruled.ts';

const projectId = z.string().refine(isProjectId, { error: 'is not the id of a project' }).meta({
  pattern: '^[a-z0-9_.-]{1,32}$',
});
const parentType = z.literal('project');
const type = z.enum(webDataTypes);

const parent = z.strictObject({ client: id, project: projectId });

/** JSON text in queries. */
const parentText = jsonTextWithIds
  .pipe(parent)
  .meta({ also: [{ type: 'string', contentMediaType: 'application/json' }] });

const place = { parent_resource_type: parentType, parent_resource_id: parent, web_data_type: type };
const queried = { parent_resource_type: parentType, parent_resource_id: parentText };

export const webDataCreate = z.strictObject({ ...place, display_name: nameText, payload: freeObject }).meta({
  examples: [
    {
      ...{ parent_resource_type: 'project', parent_resource_id: { client: '17', project: 'mine' } },
      ...{ web_data_type: 'run_view', display_name: 'Best first', payload: { sort: 'values.loss.value' } },
    },
  ],
});

/** Absent keeps what is stored. */
export const webDataUpdate = z.strictObject({
  ...place,
  id,
  display_name: nameText.optional(),
  payload: freeObject.optional(),
});

export const webDataListQuery = pageQuery.extend({ ...queried, web_data_type: type.optional() });
export const webDataDeleteQuery = z.object({ ...queried, web_data_type: type, id: idText });

export const webDataReply = z.strictObject({
  object: z.literal('web_data'),
  id: z.string(),
  created: seconds,
  updated: seconds,
  created_by: z.string().nullable(),
  display_name: z.string(),
  parent_resource_type: parentType,
  parent_resource_id: z.strictObject({ client: z.string(), project: z.string() }),
  web_data_type: type,
  payload: freeObject,
});
