// Holds what invokes functions against the permissions that the template gives: without one AWS answers 500, or does nothing.
import * as z from 'zod';
import { matches } from '../access/statement.ts';
import { arn } from './names.ts';
import { idsOf, type Stack } from './stack.ts';

const permission = z.object({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().default('*'),
});

/** A service that invokes a function, by the ARN of the route or rule that makes it do so. */
export type Invoker = { readonly functionArn: string; readonly principal: string; readonly source: string };

/** The ARN ends in `/<stage>/GET/v1/...`; for the route `$default`, in `/<stage>/$default`. */
export const routeSource = (api: string, routeKey: string): string =>
  arn('execute-api', `${api}/$default/${routeKey.replace(' ', '')}`);

/** A sentence for each invoker that nothing permits. */
export function unpermitted(stack: Stack, invokers: readonly Invoker[]): readonly string[] {
  const given = idsOf(stack, 'AWS::Lambda::Permission').map((id) => permission.parse(stack.properties(id)));
  const permitted = ({ functionArn, principal, source }: Invoker) =>
    given.some(
      ({ FunctionName, Principal, SourceArn }) =>
        FunctionName === functionArn && Principal === principal && matches(SourceArn, source),
    );
  return invokers
    .filter((invoker) => !permitted(invoker))
    .map((each) => `The template does not permit ${each.principal} to invoke ${each.functionArn} for ${each.source}.`);
}
