// The stack as it is synthesized now, held against what the local host knows, runs and checks.
import { afterAll, expect, test } from 'vitest';
import { planOf } from '../../infra/local/plan.ts';
import { treat } from '../../infra/local/template/treatment.ts';
import { origins, removeFolders, stackOf } from './local-fixture.ts';
import { synthesized } from './synthesized.ts';

afterAll(removeFolders);

const stack = stackOf(synthesized());

// Each type and property of the template is run, checked or cloud only: none is unknown.
test('nothing in the stack is unknown', () => expect(treat(stack).unknown).toEqual([]));

// Nor in one with all that options add.
test('nothing in the largest stack is unknown', () => {
  const more = { alb: true, albHttp: true, operator: true, alarmEmail: 'ops@example.org' };
  expect(treat(stackOf(synthesized(more))).unknown).toEqual([]);
});

// With a bundle for each function the whole plan can be made: every route, schedule, role and permission is understood,
// and nothing that runs here would lack a permission in the cloud.
test('the plan of the stack', () => {
  const withCode = (id: string) => {
    const properties = stack.properties(id);
    return 'Code' in properties ? { ...properties, Code: { S3Key: 'code.zip' } } : properties;
  };
  const plan = planOf({ ...stack, properties: withCode }, origins);
  expect(plan.functions.length).toBeGreaterThanOrEqual(9);
  expect(plan.routes.filter(({ key }) => key === '$default')).toHaveLength(1);
  expect(plan.schedules).toHaveLength(1);
});
