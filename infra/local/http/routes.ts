// The API of the template: each route with the function behind it.
import * as z from 'zod';
import type { LocalFunction } from '../lambda/function.ts';
import { refusal } from '../refusal.ts';
import { mergeRoutes } from '../template/merge.ts';
import { readResource } from '../template/read.ts';
import { idsOf, type Stack } from '../template/stack.ts';

export type ApiRoute = {
  readonly key: string;
  /** Logical id of the API. */
  readonly api: string;
  readonly target: LocalFunction;
  /** Milliseconds until the gateway gives up on the function. */
  readonly timeout: number;
};

/** Milliseconds that an HTTP API waits for a function. */
const longestTimeout = 30_000;

const route = z.object({
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').default('NONE'),
});
const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  PayloadFormatVersion: z.literal('2.0'),
  IntegrationUri: z.string(),
  TimeoutInMillis: z.number().max(longestTimeout).default(longestTimeout),
});
const stage = z.object({ StageName: z.literal('$default') });
const protocol = z.object({ ProtocolType: z.literal('HTTP') });

/** @throws Refusal for several APIs, and for settings that the host does not honour. */
export function routesOf(stack: Stack, functions: readonly LocalFunction[]): readonly ApiRoute[] {
  const apis = idsOf(stack, 'AWS::ApiGatewayV2::Api');
  if (apis.length > 1)
    throw refusal(`The template has ${apis.length} APIs (${apis.join(', ')}); the local host serves one.`);
  for (const id of apis) readResource(stack, id, protocol);
  for (const id of idsOf(stack, 'AWS::ApiGatewayV2::Stage')) readResource(stack, id, stage);
  return idsOf(stack, 'AWS::ApiGatewayV2::Route').map((id) => routeOf(stack, id, apis[0] ?? '', functions));
}

/**
 * The rows of the method MERGE. Here the host differs from AWS, on purpose and in nothing else: API Gateway refuses the method, whatever
 * routes it is given; clients of the original API use it, and on this computer they shall find it.
 */
export const mergeRoutesOf = (stack: Stack, functions: readonly LocalFunction[]): readonly ApiRoute[] =>
  mergeRoutes(stack).map(({ api, path, target: id }) => {
    const target = functions.find((each) => each.id === id);
    if (!target) throw refusal(`MERGE ${path} leads to ${id}, which is no function of the template.`);
    return { key: `MERGE ${path}`, api, target, timeout: longestTimeout };
  });

function routeOf(stack: Stack, id: string, api: string, functions: readonly LocalFunction[]): ApiRoute {
  const { RouteKey, Target } = readResource(stack, id, route);
  const { IntegrationUri, TimeoutInMillis } = readResource(stack, Target.slice('integrations/'.length), integration);
  const target = functions.find((each) => IntegrationUri.includes(each.arn));
  if (!target) throw refusal(`Route ${RouteKey} leads to ${IntegrationUri}, which is no function of the template.`);
  return { key: RouteKey, api, target, timeout: TimeoutInMillis };
}
