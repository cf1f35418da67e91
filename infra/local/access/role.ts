// Collects what a role of the template may do: its own policies and those that are attached to it.
import * as z from 'zod';
import { refusal } from '../refusal.ts';
import { idsOf, type Stack } from '../template/stack.ts';
import { parseDocument, type Statement } from './statement.ts';

const role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});
const policy = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

/** Only writes logs, which needs no right here. The text of other managed policies is not in the template. */
const logsOnly = /:policy\/service-role\/AWSLambdaBasicExecutionRole$/;

/** @throws Refusal when the role's rights cannot be known from the template. */
export function statementsOf(stack: Stack, roleArn: string): readonly Statement[] {
  const id = idsOf(stack, 'AWS::IAM::Role').find((each) => stack.names(each)['Arn'] === roleArn);
  if (id === undefined) throw refusal(`The role ${roleArn} is not in the template, so its rights cannot be checked.`);
  const { Policies, ManagedPolicyArns } = role.parse(stack.properties(id));
  const foreign = ManagedPolicyArns.find((arn) => !logsOnly.test(arn));
  if (foreign) throw refusal(`Role ${id} has the policy ${foreign}, whose rights are not in the template.`);
  return [
    ...Policies.flatMap(({ PolicyDocument }) => parseDocument(PolicyDocument, id)),
    ...attached(stack, stack.names(id).ref).flatMap(({ id: from, document }) => parseDocument(document, from)),
  ];
}

function attached(stack: Stack, roleName: string): readonly { readonly id: string; readonly document: unknown }[] {
  return idsOf(stack, 'AWS::IAM::Policy').flatMap((id) => {
    const { Roles, PolicyDocument } = policy.parse(stack.properties(id));
    return Roles.includes(roleName) ? [{ id, document: PolicyDocument }] : [];
  });
}
