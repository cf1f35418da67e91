// The operator's way: its own token and no other, and a record of every use before anything is done.
import { revokedToken } from '../domain/identity/token.ts';
import { readCredentials } from './credentials.ts';
import { conclude, type Given, type Visit } from './entrance.ts';
import type { OperatorRoute, PathValues } from './route.ts';

export async function enterOperator(
  visit: Visit,
  route: OperatorRoute,
  values: PathValues,
  given: Given,
): Promise<unknown> {
  const { parts, request, call } = visit;
  const token = readCredentials(request.header('authorization'));
  if (!parts.operator) throw new Error('the route table has an operator row, and this function no operator');
  if (!(await parts.operator.isOperator(token))) throw revokedToken();
  const context = parts.operator.contextFor(call);
  return conclude(visit, route, given, async (parsed) => {
    const use = await context.audit({
      request: request.id,
      action: `${route.method} ${route.path}`,
      path: values,
      given,
    });
    try {
      const reply = await route.run(context, { target: null, path: values, ...parsed });
      await use('done');
      return reply;
    } catch (error) {
      await use('refused').catch(() => {}); // the first error is the one that counts
      throw error;
    }
  });
}
