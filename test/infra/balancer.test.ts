// The optional load balancer is the route table too: every row reaches its function, within the quotas, and without the option nothing of it is there.
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { listenerRules, quotas } from '../../infra/balancer-rules.ts';
import { makeRuleMatcher } from '../../infra/local/balancer/rule-match.ts';
import { shapeOf } from '../../shared/api/match.ts';
import { routesOf } from '../../shared/api/routes.ts';
import { ofType, synthesized, type Template, target } from './synthesized.ts';

const plain = { alb: true, albHttp: true, operator: true };
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a-1b';
const rows = routesOf({ operator: true });

let template: Template;
beforeAll(() => {
  template = synthesized(plain);
});

const type = (name: string) => `AWS::ElasticLoadBalancingV2::${name}`;
const one = (from: Template, name: string) => ofType(from, name)[0]?.[1].Properties;

const values = z.strictObject({ Values: z.array(z.string()) });
const condition = z.strictObject({
  Field: z.enum(['path-pattern', 'http-request-method']),
  PathPatternConfig: values.optional(),
  HttpRequestMethodConfig: values.optional(),
});
const ruleShape = z
  .object({
    Priority: z.number(),
    Conditions: z.array(condition),
    Actions: z.tuple([z.object({ Type: z.literal('forward'), TargetGroupArn: z.unknown() })]),
  })
  .transform(({ Priority, Conditions, Actions: [{ TargetGroupArn }] }) => ({
    priority: Priority,
    targetGroup: TargetGroupArn,
    paths: Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? []),
    methods: Conditions.flatMap(({ HttpRequestMethodConfig }) => HttpRequestMethodConfig?.Values ?? []),
  }));

const rules = () =>
  ofType(template, type('ListenerRule'))
    .map(([, { Properties }]) => ruleShape.parse(Properties))
    .sort((a, b) => a.priority - b.priority);

const patterns = () => rules().flatMap(({ paths }) => paths);

/** The logical id of the function behind a rule. */
function functionBehind(targetGroup: unknown): string {
  const group = z.object({ Targets: z.tuple([z.object({ Id: z.unknown() })]) });
  return target(group.parse(template.Resources[target(targetGroup)]?.Properties).Targets[0].Id);
}

/** Names that a project could have and that are also parts of paths, and an ordinary one. */
const parts = new Set(rows.flatMap(({ path }) => path.split('/').filter((part) => /^\w+$/.test(part))));
const valuesOf = (variable: string) => ['1', ...parts].filter((value) => shapeOf(variable).test(value));

/** The path with its variables filled in, in every way that could lead astray. */
const instances = (path: string): string[] => {
  const [, variable] = /\{(\w+)\}/.exec(path) ?? [];
  if (variable === undefined) return [path];
  return valuesOf(variable).flatMap((value) => instances(path.replace(`{${variable}}`, value)));
};

// Guarantee: a row of the table cannot be missing at the load balancer, nor come to another function, whatever its variables hold:
// a project may be called "experiments".
test('every row reaches the function of its group', () => {
  const match = makeRuleMatcher(
    rules().map(({ paths, methods, targetGroup }) => ({
      paths,
      methods: methods.length > 0 ? methods : undefined,
      action: { status: 0, contentType: '', body: functionBehind(targetGroup) },
    })),
  );
  for (const { method, path, group } of rows)
    for (const url of instances(path)) {
      const found = match(method, url)?.action;
      expect([url, found && 'body' in found ? found.body.toLowerCase() : '']).toEqual([
        url,
        expect.stringMatching(new RegExp(`^${group}`)),
      ]);
    }
});

// The other way round: a pattern that no row has would lead nowhere. Only what is left under /v1 has one of its own, for the usual 404.
test('every pattern is the path of a row', () => {
  const known = new Set(rows.map(({ path }) => path.replace(/\{\w+\}/g, '*')));
  expect(patterns().filter((pattern) => !known.has(pattern))).toEqual(['/v1/*']);
});

// AWS's quotas hold per load balancer and rule; whoever comes near must ask for more in time.
test('rules are within the quotas', () => {
  expect(rules().length).toBeLessThanOrEqual(quotas.rules);
  for (const { paths, methods } of rules()) {
    expect(paths.length).toBeLessThanOrEqual(quotas.patterns);
    expect(paths.length + methods.length).toBeLessThanOrEqual(quotas.values);
    expect(paths.join('').split('*').length - 1).toBeLessThanOrEqual(quotas.wildcards);
    for (const path of paths) expect(path).toMatch(/^[\w.$/~"'@:+&()!,;=*-]{1,128}$/);
  }
  expect(rules().map(({ priority }) => priority)).toEqual(rules().map((_, i) => i + 1));
});

// Where two functions share a path the method decides, and the methods that neither has come to one of them, for its 405.
test('a path of two functions has a rule for a method', () => {
  const path = '/v1/things/{thing}/parts';
  const rules = listenerRules([
    { method: 'POST', path, group: 'account' },
    { method: 'GET', path, group: 'projects' },
    { method: 'GET', path: '/v1/things/{thing}', group: 'account' },
  ]);
  expect(rules).toEqual([
    { group: 'projects', paths: ['/v1/things/*/parts'], method: 'GET' },
    { group: 'account', paths: ['/v1/things/*'] },
    { group: 'fallback', paths: ['/v1/*'] },
  ]);
});

// A project may be called like a part of another path, and `*` takes slashes: two paths that no order can tell apart are found when the stack is made.
test('rows that would come to another function are refused', () => {
  const rows = [
    { method: 'GET', path: '/v1/{a}/fixed', group: 'account' },
    { method: 'GET', path: '/v1/things/{b}', group: 'projects' },
  ] as const;
  expect(() => listenerRules(rows)).toThrow(/do not lead GET/);
});

// What is no path of ours costs no invocation: the load balancer itself answers, in the words and the shape of the service.
test('all else is a fixed 404', () => {
  const listener = z.object({
    DefaultActions: z.tuple([
      z.object({
        Type: z.literal('fixed-response'),
        FixedResponseConfig: z.object({
          StatusCode: z.literal('404'),
          ContentType: z.literal('application/json'),
          MessageBody: z.string().max(1024),
        }),
      }),
    ]),
  });
  const { MessageBody } = listener.parse(one(template, type('Listener'))).DefaultActions[0].FixedResponseConfig;
  expect(JSON.parse(MessageBody)).toEqual({ message: expect.stringContaining('/v1'), status: 404 });
});

// A header or a parameter that comes twice would lose its first value without this.
test('target groups keep all values', () => {
  const groups = ofType(template, type('TargetGroup'));
  expect(groups.length).toBe(new Set(rows.map(({ group }) => group)).size);
  for (const [, { Properties }] of groups)
    expect(Properties).toMatchObject({
      TargetType: 'lambda',
      TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }],
    });
});

// Target groups of this account alone may invoke; the deploy registers no target that may not be invoked yet.
test('functions may be invoked by target groups of this account', () => {
  const permissions = ofType(template, 'AWS::Lambda::Permission').filter(
    ([, { Properties }]) => Properties['Principal'] === 'elasticloadbalancing.amazonaws.com',
  );
  expect(permissions.length).toBe(ofType(template, type('TargetGroup')).length);
  for (const [, { Properties }] of permissions) {
    const source = JSON.stringify(Properties['SourceArn']);
    expect(source).toContain('AWS::AccountId');
    expect(source).toMatch(/:targetgroup\/\*"/);
  }
  for (const [, { DependsOn }] of ofType(template, type('TargetGroup')))
    expect(DependsOn).toEqual([expect.stringMatching(/LoadBalancer/)]);
});

describe('the load balancer', () => {
  // Not deleted by mistake, no header with a name that programs read in two ways, and one port for the ranges that are named.
  test('is closed but for its port', () => {
    const only = synthesized({ alb: true, albCertificate: certificate, albAllow: '192.0.2.0/24, 198.51.100.7/32' });
    expect(one(only, type('LoadBalancer'))).toMatchObject({
      LoadBalancerAttributes: [
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
      ],
    });
    expect(one(only, 'AWS::EC2::SecurityGroup')).toMatchObject({
      SecurityGroupIngress: ['192.0.2.0/24', '198.51.100.7/32'].map((CidrIp) => ({
        CidrIp,
        FromPort: 443,
        ToPort: 443,
      })),
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    });
    expect(one(only, type('Listener'))).toMatchObject({
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: certificate }],
      SslPolicy: expect.stringContaining('TLS13-1-2'),
    });
  });

  // Tokens in plain text only where somebody wrote so.
  test('speaks HTTP only when it is told to', () => {
    expect(one(template, type('Listener'))).toMatchObject({ Protocol: 'HTTP', Port: 80 });
    expect(one(template, 'AWS::EC2::SecurityGroup')).toMatchObject({
      SecurityGroupIngress: [{ FromPort: 80, ToPort: 80 }],
    });
  });

  // A network of its own has no NAT gateway, which would cost more than the load balancer; a given one is left as it is.
  test('stands in a small network of its own, or in a given one', () => {
    expect(ofType(template, 'AWS::EC2::Subnet').length).toBe(2);
    expect(ofType(template, 'AWS::EC2::NatGateway')).toEqual([]);
    const given = synthesized({ ...plain, albVpc: 'vpc-0a', albSubnets: 'subnet-1,subnet-2' });
    expect(ofType(given, 'AWS::EC2::VPC')).toEqual([]);
    expect(one(given, type('LoadBalancer'))).toMatchObject({ Subnets: ['subnet-1', 'subnet-2'] });
    expect(one(given, 'AWS::EC2::SecurityGroup')).toMatchObject({ VpcId: 'vpc-0a' });
  });

  test('is in the outputs, and has an alarm on its errors', () => {
    expect(template.Outputs).toMatchObject({
      LoadBalancerUrl: {},
      Url: { Description: expect.stringContaining('option alb') },
    });
    expect(Object.keys(template.Resources).filter((id) => id.startsWith('LoadBalancerErrorsAlarm'))).toHaveLength(1);
  });
});

// Guarantee: the option adds and changes nothing else, so switching it on or off touches no table, function or route; without it there is none of it.
test('without the option the stack is as it was', () => {
  const bare = synthesized({ operator: true });
  const added = Object.entries(template.Resources).filter(([id]) => !(id in bare.Resources));
  expect(new Set(added.map(([, { Type }]) => Type.split('::')[1]))).toEqual(
    new Set(['ElasticLoadBalancingV2', 'EC2', 'Lambda', 'CloudWatch']),
  );
  for (const [id, resource] of Object.entries(bare.Resources))
    expect([id, template.Resources[id]]).toEqual([id, resource]);
  expect(Object.values(bare.Resources).filter(({ Type }) => /LoadBalancing|EC2/.test(Type))).toEqual([]);
  expect(bare.Outputs).not.toHaveProperty('LoadBalancerUrl');
});
