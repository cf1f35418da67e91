// What a template asks of the host, checked before anything is started.
import { type Judge, makeJudge } from './access/judge.ts';
import { statementsOf } from './access/role.ts';
import { type Listener, listenerOf, type Target } from './balancer/listener.ts';
import { type Schedule, schedulesOf } from './events/schedule.ts';
import { type ApiRoute, mergeRoutesOf, routesOf } from './http/routes.ts';
import { functionsOf, type LocalFunction } from './lambda/function.ts';
import { refusal } from './refusal.ts';
import type { Origins } from './template/names.ts';
import { type Invoker, routeSource, unpermitted } from './template/permissions.ts';
import type { Stack } from './template/stack.ts';
import { refuseUnknown } from './template/treatment.ts';

export type Plan = {
  readonly stack: Stack;
  readonly functions: readonly LocalFunction[];
  readonly judgeOf: (definition: LocalFunction) => Judge;
  readonly routes: readonly ApiRoute[];
  readonly schedules: readonly Schedule[];
  /** The load balancer's, where the stack has one. */
  readonly listener: Listener | undefined;
};

/** @throws Refusal that names what the host does not know or honour, and what would run here and fail in the cloud. */
export function planOf(stack: Stack, origins: Origins): Plan {
  refuseUnknown(stack);
  const functions = functionsOf(stack, origins);
  const routes = routesOf(stack, functions);
  const schedules = schedulesOf(stack, functions);
  const listener = listenerOf(stack, functions);
  const [lacking] = unpermitted(stack, [
    ...routes.map((route) => caller(stack, route)),
    ...schedules.map(timer),
    ...(listener?.rules ?? []).flatMap(({ action }) => ('target' in action ? [balancing(action)] : [])),
  ]);
  if (lacking) throw refusal(lacking);
  // What is served beside the template's routes needs no permission: in the cloud it does not come through this API.
  const served = [...routes, ...mergeRoutesOf(stack, functions)];
  return { stack, functions, judgeOf: judgesOf(stack, functions), routes: served, schedules, listener };
}

function judgesOf(stack: Stack, functions: readonly LocalFunction[]): Plan['judgeOf'] {
  const judges = new Map(functions.map(({ id, roleArn }) => [id, makeJudge(statementsOf(stack, roleArn))]));
  const nothing: Judge = ([first]) => first;
  return ({ id }) => judges.get(id) ?? nothing;
}

const caller = (stack: Stack, { target, api, key }: ApiRoute): Invoker => ({
  functionArn: target.arn,
  principal: 'apigateway.amazonaws.com',
  source: routeSource(stack.names(api).ref, key),
});

const balancing = ({ target, targetGroup }: Target): Invoker => ({
  functionArn: target.arn,
  principal: 'elasticloadbalancing.amazonaws.com',
  source: targetGroup,
});

const timer = ({ target, arn }: Schedule): Invoker => ({
  functionArn: target.arn,
  principal: 'events.amazonaws.com',
  source: arn,
});
