// The optional front door: an application load balancer that invokes the functions by path, takes MERGE, and answers 404 to all that is no path of ours.
import { Stack } from 'aws-cdk-lib';
import { CfnListener, CfnListenerRule, CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { writeJson } from '../../shared/api/reply.ts';
import type { Group } from '../../shared/api/route.ts';
import { routesOf } from '../../shared/api/routes.ts';
import { listenerRules } from '../balancer-rules.ts';
import type { Options } from '../options.ts';
import type { Functions } from './function.ts';
import { makeEntrance, makeNetwork, type Network } from './network.ts';

type Settings = Pick<Options, 'albCertificate' | 'albVpc' | 'albSubnets' | 'albAllow'>;

export type Balancer = { readonly balancer: CfnLoadBalancer; readonly url: string };

export function makeBalancer(scope: Construct, functions: Functions, settings: Settings): Balancer {
  const secure = settings.albCertificate !== null;
  const balancer = makeLoadBalancer(scope, settings, secure ? 443 : 80);
  const listener = makeListener(scope, balancer, settings.albCertificate);
  const groups = makeTargetGroups(scope, functions);
  const rules = listenerRules(routesOf({ operator: functions.operator !== undefined }));
  for (const [i, { group, paths, method }] of rules.entries())
    new CfnListenerRule(scope, `LoadBalancerRule${i + 1}`, {
      listenerArn: listener.attrListenerArn,
      priority: i + 1,
      conditions: [
        { field: 'path-pattern', pathPatternConfig: { values: [...paths] } },
        ...(method ? [{ field: 'http-request-method', httpRequestMethodConfig: { values: [method] } }] : []),
      ],
      actions: [{ type: 'forward', targetGroupArn: groups(group).attrTargetGroupArn }],
    });
  return { balancer, url: `${secure ? 'https' : 'http'}://${balancer.attrDnsName}` };
}

function makeLoadBalancer(scope: Construct, { albVpc, albSubnets, albAllow }: Settings, port: number): CfnLoadBalancer {
  const given = albVpc !== null && albSubnets !== null;
  const network: Network = given ? { vpc: albVpc, subnets: albSubnets } : makeNetwork(scope);
  const balancer = new CfnLoadBalancer(scope, 'LoadBalancer', {
    type: 'application',
    scheme: 'internet-facing',
    subnets: [...network.subnets],
    securityGroups: [makeEntrance(scope, network.vpc, port, albAllow)],
    loadBalancerAttributes: [
      // Its address is what clients know: another one would have another name.
      { key: 'deletion_protection.enabled', value: 'true' },
      { key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' },
    ],
  });
  if (network.ready) balancer.node.addDependency(network.ready);
  return balancer;
}

function makeListener(scope: Construct, balancer: CfnLoadBalancer, certificate: string | null): CfnListener {
  const tls = { protocol: 'HTTPS', port: 443, sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' };
  return new CfnListener(scope, 'LoadBalancerListener', {
    loadBalancerArn: balancer.attrLoadBalancerArn,
    ...(certificate === null
      ? { protocol: 'HTTP', port: 80 }
      : { ...tls, certificates: [{ certificateArn: certificate }] }),
    defaultActions: [{ type: 'fixed-response', fixedResponseConfig: noSuchPath }],
  });
}

/** As the service's own answer, so that clients can read it. */
const noSuchPath = {
  statusCode: '404',
  contentType: 'application/json',
  messageBody: writeJson({
    message: 'There is no endpoint at this path. Every path of the API begins with /v1.',
    status: 404,
  }),
};

/** One for a function. */
function makeTargetGroups(scope: Construct, functions: Functions): (group: Group) => CfnTargetGroup {
  const made = new Map<Group, CfnTargetGroup>();
  return (group) => {
    const target = functions[group];
    if (!target) throw new Error(`the route table has rows of ${group}, and the stack no function for them`);
    const known = made.get(group) ?? makeTargetGroup(scope, target);
    made.set(group, known);
    return known;
  };
}

/** Multi-value headers: without them a header or query parameter that comes twice would lose its first value, unseen. */
function makeTargetGroup(scope: Construct, target: LambdaFunction): CfnTargetGroup {
  permitBalancer(target);
  const group = new CfnTargetGroup(scope, `${target.node.id}Target`, {
    targetType: 'lambda',
    targets: [{ id: target.functionArn }],
    targetGroupAttributes: [{ key: 'lambda.multi_value_headers.enabled', value: 'true' }],
  });
  group.node.addDependency(target.permissionsNode.findChild(permission));
  return group;
}

const permission = 'LoadBalancer';

/** A target is registered only when it may be invoked already, so its group is not known yet: any group of this account and region. */
function permitBalancer(target: LambdaFunction): void {
  target.addPermission(permission, {
    principal: new ServicePrincipal('elasticloadbalancing.amazonaws.com'),
    sourceArn: Stack.of(target).formatArn({
      service: 'elasticloadbalancing',
      resource: 'targetgroup',
      resourceName: '*',
    }),
  });
}
