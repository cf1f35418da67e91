// The way to who is who: users, sessions, tokens, clients, organizations; and, without a token, to logging in and signing up.
import type { Caller, Level } from '../domain/identity/identity.ts';
import { placeOf } from '../domain/place.ts';
import { notFound } from '../domain/problem.ts';
import { authenticate, checkDevelopment, checkLevel, checkPerson } from './authenticate.ts';
import { readCredentials } from './credentials.ts';
import { conclude, type Given, type Visit } from './entrance.ts';
import type { AccountRoute, PathValues, VisitorRoute } from './route.ts';

export const enterAccount = (
  visit: Visit,
  route: AccountRoute | VisitorRoute,
  values: PathValues,
  given: Given,
): Promise<unknown> =>
  route.kind === 'account' ? enterKnown(visit, route, values, given) : enterVisitor(visit, route, given);

async function enterKnown(visit: Visit, route: AccountRoute, values: PathValues, given: Given): Promise<unknown> {
  const caller = await callerOf(visit);
  checkDevelopment(caller, route);
  if (route.personOnly) checkPerson(caller, route);
  const level = await levelAt(visit, caller, values);
  const context = { ...visit.parts.registryFor(visit.call), caller, level };
  const target = await route.load(context, values);
  if (route.level !== 'caller') checkLevel(level, route.level);
  return conclude(visit, route, given, (parsed) => route.run(context, { target, ...parsed }));
}

async function enterVisitor(visit: Visit, route: VisitorRoute, given: Given): Promise<unknown> {
  const caller = visit.request.header('authorization') ? await callerOf(visit) : null;
  const context = { ...visit.parts.registryFor(visit.call), caller };
  return conclude(visit, route, given, (parsed) => route.run(context, { target: null, ...parsed }));
}

async function callerOf({ parts, request, trace }: Visit): Promise<Caller> {
  const caller = await authenticate(readCredentials(request.header('authorization')), parts.findToken, parts.now());
  trace.client = caller.token.tenant?.client ?? null;
  return caller;
}

/** The caller's level on the client or organization that the path names; the same 404 for missing ones and for those it may not see. */
async function levelAt({ parts }: Visit, caller: Caller, values: PathValues): Promise<Level> {
  const place = placeOf(values);
  if (place.client !== null) {
    const tenant = caller.token.kind === 'guest' ? null : await parts.findTenant(caller.token, place);
    const rights = tenant && (await parts.findRights(caller.token, tenant));
    if (!rights) throw notFound('client', place.client);
    return rights.level;
  }
  if (place.organization === null) return 'none';
  const level = await parts.organizationLevel(caller, place.organization);
  if (level === 'none') throw notFound('organization', place.organization);
  return level;
}
