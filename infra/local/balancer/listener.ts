// The load balancer of the template: its listener's rules in the order they are asked, each with the function or the fixed answer behind it.
import * as z from 'zod';
import type { LocalFunction } from '../lambda/function.ts';
import { refusal } from '../refusal.ts';
import { readResource } from '../template/read.ts';
import { idsOf, type Stack } from '../template/stack.ts';

export type Target = { readonly target: LocalFunction; readonly targetGroup: string };
export type Fixed = { readonly status: number; readonly contentType: string; readonly body: string };
type Action = Target | Fixed;

/** Absent conditions hold for every request. */
export type Rule = {
  readonly paths: readonly string[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly action: Action;
};

export type Listener = {
  /** By priority; the default rule is the last. */
  readonly rules: readonly Rule[];
  /** Whether headers whose names are not of letters, digits and hyphens are left out. */
  readonly dropsInvalidHeaders: boolean;
};

const values = z.strictObject({ Values: z.array(z.string()) });
const condition = z.discriminatedUnion('Field', [
  z.strictObject({ Field: z.literal('path-pattern'), PathPatternConfig: values }),
  z.strictObject({ Field: z.literal('http-request-method'), HttpRequestMethodConfig: values }),
]);
const action = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('forward'), TargetGroupArn: z.string() }),
  z.strictObject({
    Type: z.literal('fixed-response'),
    FixedResponseConfig: z.strictObject({
      StatusCode: z.coerce.number(),
      ContentType: z.string().default('text/plain'),
      MessageBody: z.string().default(''),
    }),
  }),
]);
const balancer = z.object({
  Type: z.literal('application').default('application'),
  LoadBalancerAttributes: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});
const listener = z.object({ DefaultActions: z.tuple([action]) });
const rule = z.object({
  ListenerArn: z.string(),
  Priority: z.number(),
  Conditions: z.array(condition),
  Actions: z.tuple([action]),
});
const targetGroup = z.object({
  TargetType: z.literal('lambda'),
  Targets: z.tuple([z.object({ Id: z.string() })]),
  TargetGroupAttributes: z.tuple([
    z.object({ Key: z.literal('lambda.multi_value_headers.enabled'), Value: z.literal('true') }),
  ]),
});

type TemplateAction = z.output<typeof action>;

/** Undefined without a load balancer. @throws Refusal for several, and for settings that the host does not honour. */
export function listenerOf(stack: Stack, functions: readonly LocalFunction[]): Listener | undefined {
  const [id, ...more] = idsOf(stack, 'AWS::ElasticLoadBalancingV2::Listener');
  const [balancerId, ...others] = idsOf(stack, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (id === undefined || balancerId === undefined) return undefined;
  if (more.length + others.length > 0)
    throw refusal('The template has several load balancers or listeners; the local host serves one.');
  const groups = targetGroupsOf(stack, functions);
  const rules = idsOf(stack, 'AWS::ElasticLoadBalancingV2::ListenerRule')
    .map((each) => readResource(stack, each, rule))
    .sort((a, b) => a.Priority - b.Priority)
    .map(({ Conditions, Actions }) => ({ ...conditionsOf(Conditions), action: actionOf(Actions[0], groups) }));
  const [fallback] = readResource(stack, id, listener).DefaultActions;
  return {
    rules: [...rules, { paths: undefined, methods: undefined, action: actionOf(fallback, groups) }],
    dropsInvalidHeaders: readResource(stack, balancerId, balancer).LoadBalancerAttributes.some(
      ({ Key, Value }) => Key === 'routing.http.drop_invalid_header_fields.enabled' && Value === 'true',
    ),
  };
}

function conditionsOf(given: readonly z.output<typeof condition>[]): Omit<Rule, 'action'> {
  const paths = given.flatMap((each) => (each.Field === 'path-pattern' ? [each.PathPatternConfig.Values] : []));
  const methods = given.flatMap((each) =>
    each.Field === 'http-request-method' ? [each.HttpRequestMethodConfig.Values] : [],
  );
  return { paths: paths[0], methods: methods[0] };
}

/** By the ARN that actions name. */
function targetGroupsOf(stack: Stack, functions: readonly LocalFunction[]): ReadonlyMap<string, Target> {
  return new Map(
    idsOf(stack, 'AWS::ElasticLoadBalancingV2::TargetGroup').map((id) => {
      const [{ Id }] = readResource(stack, id, targetGroup).Targets;
      const target = functions.find(({ arn }) => arn === Id);
      if (!target) throw refusal(`Target group ${id} leads to ${Id}, which is no function of the template.`);
      const arn = stack.names(id).ref;
      return [arn, { target, targetGroup: arn }];
    }),
  );
}

function actionOf(given: TemplateAction, groups: ReadonlyMap<string, Target>): Action {
  if (given.Type === 'fixed-response') {
    const { StatusCode, ContentType, MessageBody } = given.FixedResponseConfig;
    return { status: StatusCode, contentType: ContentType, body: MessageBody };
  }
  const target = groups.get(given.TargetGroupArn);
  if (!target) throw refusal(`A listener rule leads to ${given.TargetGroupArn}, which the template does not define.`);
  return target;
}
