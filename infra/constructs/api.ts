// The HTTP API: each row of the route table, all else to the fallback function, throttling, and logs that hold no path.
import { CfnResource, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Group, Method } from '../../shared/api/route.ts';
import { routesOf } from '../../shared/api/routes.ts';
import { mergeNote } from '../merge.ts';

type Settings = {
  readonly functions: Readonly<Record<Exclude<Group, 'operator'>, LambdaFunction>> & {
    readonly operator?: LambdaFunction;
  };
  readonly accessLog: LogGroup;
  /** Requests per second, and requests at once. */
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
};

/** An HTTP API has no route for any other method: `MERGE` has to come by another door. */
const methods: Readonly<Record<Exclude<Method, 'MERGE'>, HttpMethod>> = {
  GET: HttpMethod.GET,
  POST: HttpMethod.POST,
  PUT: HttpMethod.PUT,
  DELETE: HttpMethod.DELETE,
  HEAD: HttpMethod.HEAD,
};

export function makeApi(scope: Construct, id: string, settings: Settings): HttpApi {
  const integrations = makeIntegrations(settings.functions);
  const api = new HttpApi(scope, id, { createDefaultStage: false, defaultIntegration: integrations('fallback') });
  for (const { method, path, group } of routesOf({ operator: settings.functions.operator !== undefined })) {
    if (method !== 'MERGE') api.addRoutes({ path, methods: [methods[method]], integration: integrations(group) });
  }
  noteMergeRows(api, settings.functions);
  permitDefaultRoute(scope, api, settings.functions.fallback);
  makeStage(scope, api, settings);
  return api;
}

/**
 * The rows that this API cannot have, as `{ '/v1/things/{thing}': <logical id of the function> }`. The local host serves them from here:
 * it learns of its one difference from AWS where it learns of everything else, in the template.
 */
function noteMergeRows(api: HttpApi, functions: Settings['functions']): void {
  const rows = routesOf({ operator: functions.operator !== undefined }).filter(({ method }) => method === 'MERGE');
  const idOf = (group: Group) => Stack.of(api).getLogicalId(resourceOf(functionOf(functions, group)));
  resourceOf(api).addMetadata(mergeNote, Object.fromEntries(rows.map(({ path, group }) => [path, idOf(group)])));
}

function resourceOf({ node }: Construct): CfnResource {
  const { defaultChild } = node;
  if (!defaultChild || !CfnResource.isCfnResource(defaultChild)) throw new Error(`${node.path} has no resource`);
  return defaultChild;
}

function functionOf(functions: Settings['functions'], group: Group): LambdaFunction {
  const target = functions[group];
  if (!target) throw new Error(`the route table has rows of ${group}, and the stack no function for them`);
  return target;
}

/** The route `$default` has a source ARN of stage and route alone; the pattern for all others wants stage, method and path. */
function permitDefaultRoute(scope: Construct, api: HttpApi, fallback: LambdaFunction): void {
  fallback.addPermission('DefaultRoute', {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceArn: Stack.of(scope).formatArn({ service: 'execute-api', resource: api.apiId, resourceName: '*/$default' }),
  });
}

/** One integration and one invoke permission a function: a permission for each route would outgrow the function's policy (20 KB). */
function makeIntegrations(functions: Settings['functions']): (group: Group) => HttpLambdaIntegration {
  const made = new Map<Group, HttpLambdaIntegration>();
  return (group) => {
    const known = made.get(group);
    if (known) return known;
    const integration = new HttpLambdaIntegration(`${group}Integration`, functionOf(functions, group), {
      scopePermissionToRoute: false,
    });
    made.set(group, integration);
    return integration;
  };
}

function makeStage(scope: Construct, api: HttpApi, { accessLog, throttle }: Settings): void {
  new HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(accessLine),
    },
  });
}

/** The route's key, never the path or the query: the path of a token route holds a token. */
const accessLine = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  bytes: '$context.responseLength',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
  ip: '$context.identity.sourceIp',
});

/** Groups of access logs under this name need no change of the account's log policy, which has room for few. */
export const accessLogName = (stack: string): string => `/aws/vendedlogs/apis/${stack}`;
