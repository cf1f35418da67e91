// Web data of a project: create, list, change, delete. The project stands in the query or the body, so its client and the caller's rights there are looked up here.
import { type Level, reaches } from '../../domain/identity/identity.ts';
import { type PageQuery, pageRequest } from '../../domain/page.ts';
import { notFound, problem } from '../../domain/problem.ts';
import {
  maxWebData,
  newWebData,
  publicWebData,
  updateWebData,
  type WebDataInput,
  type WebDataType,
  type WebDataUpdate,
  webDataTypes,
} from '../../domain/projects/web-data.ts';
import { findClient } from '../../store/identity/clients.ts';
import { findProject } from '../../store/projects/projects.ts';
import { findWebData, listWebData, removeWebData, replaceWebData, saveWebData } from '../../store/projects/web-data.ts';
import type { TenantStore } from '../../store/tenant.ts';
import type { AccountContext } from '../identity/registry.ts';
import { findRights } from '../identity/rights.ts';
import { fittingPage, idKey, publicPage } from '../page.ts';
import { untilStored } from '../until-stored.ts';

type Parent = { readonly parent_resource_id: { readonly client: string; readonly project: string } };
type Typed = Parent & { readonly web_data_type: WebDataType };
type Named = Typed & { readonly id: string };

/** The store of the parent's client, where the caller has the level. Throws the same 404 for a project that is missing and for one of others. */
async function enter(context: AccountContext, { parent_resource_id }: Parent, level: Level): Promise<TenantStore> {
  const { client, project } = parent_resource_id;
  const { directory, now, nextId } = context;
  const rights = await rightsIn(context, client);
  const store = { table: directory.table, client, now, nextId };
  if (!rights || !(await findProject(store, project))) throw notFound('project', project);
  if (reaches(rights.level, level)) return store;
  const why = `This needs the permission "${level}" on the client of the project; you have "${rights.level}".`;
  throw problem(403, `${why} Use a token that may ${level}.`, { tokenStatus: 'invalid_permissions' });
}

/** A client's token reaches that client alone; a guest's, no project. */
async function rightsIn({ directory, caller: { token } }: AccountContext, id: string) {
  if (token.kind === 'guest' || (token.tenant && token.tenant.client !== id)) return null;
  const client = await findClient(directory.table, id);
  return client && findRights(directory, token, { client: id, organization: client.organization });
}

export async function createWebData(context: AccountContext, { body }: { body: Typed & WebDataInput }) {
  const store = await enter(context, body, 'write');
  const data = newWebData(body, {
    id: context.nextId(),
    client: store.client,
    project: body.parent_resource_id.project,
    type: body.web_data_type,
    user: context.caller.user,
    created: Math.floor(context.now() / 1000),
  });
  if (await saveWebData(store, data)) return publicWebData(data);
  throw problem(403, `A project keeps at most ${maxWebData} of the type ${data.type}. Delete some first.`);
}

export async function listAllWebData(
  context: AccountContext,
  { query }: { query: PageQuery & Parent & { readonly web_data_type?: WebDataType | undefined } },
) {
  const store = await enter(context, query, 'read');
  const types = query.web_data_type === undefined ? webDataTypes : [query.web_data_type];
  const all = await listWebData(store, query.parent_resource_id.project, types);
  return publicPage(fittingPage(all, pageRequest(query), idKey), publicWebData);
}

export async function changeWebData(context: AccountContext, { body }: { body: Named & WebDataUpdate }) {
  const store = await enter(context, body, 'write');
  const { id } = body;
  const read = () => findWebData(store, placeOf(body), id);
  return untilStored({ kind: 'web data', id, read }, await read(), async (found) => {
    const next = updateWebData(found.data, body, Math.floor(context.now() / 1000));
    return (await replaceWebData(store, next, found.version)) ? publicWebData(next) : null;
  });
}

export async function deleteWebData(context: AccountContext, { query }: { query: Named }) {
  const store = await enter(context, query, 'write');
  if (!(await removeWebData(store, placeOf(query), query.id))) throw notFound('web data', query.id);
  return {};
}

const placeOf = ({ parent_resource_id: { project }, web_data_type }: Typed) => ({ project, type: web_data_type });
