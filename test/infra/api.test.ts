// The HTTP API is the route table, no more and no less.
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { mergeNote } from '../../infra/merge.ts';
import { routes, routesOf } from '../../shared/api/routes.ts';
import { ofType, synthesized, type Template, target } from './synthesized.ts';

let template: Template;
beforeAll(() => {
  template = synthesized();
});

const route = z.object({ RouteKey: z.string(), AuthorizationType: z.string(), Target: z.unknown() });
const made = () => ofType(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => route.parse(Properties));

/** The logical id of the function behind a route: its target joins `integrations/` and a reference. */
function functionBehind(joined: unknown): string {
  const parts = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.tuple([z.literal('integrations/'), z.unknown()])]) });
  const integration = template.Resources[target(parts.parse(joined)['Fn::Join'][1][1])];
  return target(integration?.Properties['IntegrationUri']);
}

/** MERGE is refused by HTTP APIs: rows with it are reached by another door. */
const keysOf = (rows: typeof routes): string[] =>
  rows.filter(({ method }) => method !== 'MERGE').map(({ method, path }) => `${method} ${path}`);

// A route cannot be in the code and missing in the cloud, nor the other way round.
test('every row of the table is a route and every route a row', () => {
  const expected = keysOf(routes);
  expect(
    made()
      .map(({ RouteKey }) => RouteKey)
      .sort(),
  ).toEqual([...expected, '$default'].sort());
});

// The rows that the API cannot have are noted beside it, each with the function that serves the other rows of its group.
test('the routes of MERGE are noted for the local host', () => {
  const [, api] = ofType(template, 'AWS::ApiGatewayV2::Api')[0] ?? [];
  const behind = new Map(made().map(({ RouteKey, Target }) => [RouteKey, functionBehind(Target)]));
  const expected = routes
    .filter(({ method }) => method === 'MERGE')
    .map(({ path, group }) => {
      const sibling = routes.find((row) => row.group === group && row.method !== 'MERGE');
      return [path, behind.get(`${sibling?.method} ${sibling?.path}`)];
    });
  expect(api?.Metadata?.[mergeNote]).toEqual(Object.fromEntries(expected));
});

// The operator's door is in the gateway exactly where it is switched on.
test("the operator's rows are routes where they are wanted", () => {
  const keys = ofType(synthesized({ operator: 'on' }), 'AWS::ApiGatewayV2::Route').map(
    ([, { Properties }]) => route.parse(Properties).RouteKey,
  );
  const expected = keysOf(routesOf({ operator: true }));
  expect(keys.sort()).toEqual([...expected, '$default'].sort());
  expect(expected.filter((key) => key.includes('/operator/')).length).toBeGreaterThan(5);
  expect(made().filter(({ RouteKey }) => RouteKey.includes('operator'))).toEqual([]);
});

// A row's group says which function serves it; anything else, OPTIONS included, goes to the fallback function.
test('each route goes to the function of its group', () => {
  const groups = new Map(routes.map(({ method, path, group }) => [`${method} ${path}`, group.toLowerCase()]));
  for (const { RouteKey, Target } of made()) {
    const group = groups.get(RouteKey) ?? 'fallback';
    expect(functionBehind(Target).toLowerCase().startsWith(group)).toBe(true);
  }
});

// The door checks tokens; a gateway authorizer beside it would answer with bodies that the contract does not know.
test('no route has an authorizer', () => {
  expect(made().filter(({ AuthorizationType }) => AuthorizationType !== 'NONE')).toEqual([]);
  expect(ofType(template, 'AWS::ApiGatewayV2::Authorizer')).toEqual([]);
});

// A function's resource policy holds 20 KB: a permission for each route would overflow it, at deploy and not before.
test('each function may be invoked by one permission a caller, and the fallback by the default route too', () => {
  const callers = ofType(template, 'AWS::Lambda::Permission').map(
    ([, { Properties }]) => `${JSON.stringify(Properties['FunctionName'])} ${String(Properties['Principal'])}`,
  );
  expect(new Set(callers).size).toBe(callers.length - 1);
  const invoked = new Set(made().map(({ Target }) => functionBehind(Target)));
  expect(callers.filter((caller) => caller.endsWith(' apigateway.amazonaws.com')).length).toBe(invoked.size + 1);
});

// AWS's quotas: 300 routes an API, 500 resources a stack. Whoever comes near must split in time.
test('routes and resources are within the quotas', () => {
  expect(made().length).toBeLessThanOrEqual(300);
  expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
});

// The path of a token route holds a token, and a query may hold anything: the access log has neither.
test('the access log names the route and not the path', () => {
  const [, stage] = ofType(template, 'AWS::ApiGatewayV2::Stage')[0] ?? [];
  const format = z.object({ AccessLogSettings: z.object({ Format: z.string() }) }).parse(stage?.Properties);
  expect(format.AccessLogSettings.Format).toContain('$context.routeKey');
  expect(format.AccessLogSettings.Format).not.toMatch(
    /\$context\.(path|requestOverride|identity\.user)|querystring|header/i,
  );
});

// One tenant's loop that runs wild is stopped before it fills the account's concurrency.
test('requests are throttled as the options say', () => {
  const limited = synthesized({ requestRate: '7', requestBurst: '9' });
  const [, stage] = ofType(limited, 'AWS::ApiGatewayV2::Stage')[0] ?? [];
  expect(stage?.Properties['DefaultRouteSettings']).toEqual({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 });
});
