// The way into one client: token, rights and object, read at once wherever it is known beforehand where to look.
//
//   token known from last time          token ─┬─ rights ─┬─ object     one read of the store
//   token seen for the first time       token ─── rights ─┴─ object     two
//   a user token and an object's id     token ─── whose is it? ─ rights ─┴─ object, the second one remembered
import type { Caller, Identity, Rights, Tenant } from '../domain/identity/identity.ts';
import { placeOf } from '../domain/place.ts';
import { isProblem } from '../domain/problem.ts';
import {
  authenticate,
  checkDevelopment,
  checkLevel,
  checkPerson,
  checkSameWorld,
  isOthers,
  needsClient,
} from './authenticate.ts';
import { readCredentials } from './credentials.ts';
import { conclude, type Given, type Visit } from './entrance.ts';
import { sameBearer } from './head-start.ts';
import type { PathValues, TenantRoute } from './route.ts';

type Looked = { readonly rights: Rights; readonly target: unknown };

/** No client has this id: who may see nothing is shown what is there, and that is nothing. */
const nowhere: Rights = { tenant: { client: '0', organization: '0' }, level: 'none', ownOnly: false };

export async function enterTenant(
  visit: Visit,
  route: TenantRoute,
  values: PathValues,
  given: Given,
): Promise<unknown> {
  const { parts, request, trace, headStart } = visit;
  const token = readCredentials(request.header('authorization'));
  const search: Search = { visit, route, values, given };
  const begun = headStart.begin(token, (caller) => look(search, caller));
  const caller = await authenticate(token, parts.findToken, parts.now());
  headStart.remember(token, caller);
  trace.client = caller.token.tenant?.client ?? null;
  checkDevelopment(caller, route);
  if (route.personOnly) checkPerson(caller, route);
  const { rights, target } = await (begun && sameBearer(begun.caller.token, caller.token)
    ? begun.found
    : look(search, caller));
  const identity: Identity = { ...caller, ...rights };
  trace.client = rights.tenant.client;
  checkLevel(identity.level, route.level);
  checkSameWorld(identity, target);
  const context = contextOf(visit, identity);
  const answer = conclude(visit, route, given, (parsed) => route.run(context, { target, ...parsed }));
  return answer.catch((error) => rethrow(search, caller, rights.tenant, error));
}

type Search = {
  readonly visit: Visit;
  readonly route: TenantRoute;
  readonly values: PathValues;
  readonly given: Given;
};

const contextOf = ({ parts, call }: Visit, identity: Identity) =>
  parts.contextFor(identity, { ...call, log: call.log.with({ client: identity.tenant.client }) });

const load = ({ visit, route, values, given }: Search, caller: Caller, rights: Rights): Promise<unknown> =>
  route.load(contextOf(visit, { ...caller, ...rights }), values, given);

/** Rights and object; throws the same 404 for what is missing and for what the caller may not see. */
function look(search: Search, caller: Caller): Promise<Looked> {
  const tenant = search.visit.parts.findTenant(caller.token, placeOf(search.values));
  return tenant instanceof Promise
    ? tenant.then((found) => lookInto(search, caller, found))
    : lookInto(search, caller, tenant);
}

async function lookInto(search: Search, caller: Caller, tenant: Tenant | null): Promise<Looked> {
  if (!tenant) return hidden(search, caller);
  // The object is loaded with the least of rights: nothing that it says comes out before the real ones are known.
  const loading = load(search, caller, { tenant, level: 'none', ownOnly: false });
  loading.catch(() => {}); // what went wrong is of interest only to who may see
  const rights = await search.visit.parts.findRights(caller.token, tenant);
  if (!rights) return hidden(search, caller);
  const target = await loading;
  return rights.ownOnly && isOthers({ ...caller, ...rights }, target) ? hidden(search, caller) : { rights, target };
}

/**
 * What nobody expected is a fault of ours, unless the client was taken from the caller while the request was under way: then it is missing.
 *
 *   request     rights, object ──────────────── reads what it has loaded: not there ── rights: none ── 404
 *   operator                   ── erases all
 */
async function rethrow(search: Search, caller: Caller, tenant: Tenant, error: unknown): Promise<never> {
  if (isProblem(error)) throw error;
  // Where the store does not answer this either, the first trouble is the one to tell of.
  const rights = await search.visit.parts.findRights(caller.token, tenant).catch(() => undefined);
  if (rights === null) return hidden(search, caller);
  throw error;
}

/** Looks where nothing is, so that the answer is that of a missing object. Where the path names none, there is no client to speak of. */
async function hidden(search: Search, caller: Caller): Promise<never> {
  await load(search, caller, nowhere);
  throw needsClient(caller, search.route);
}
