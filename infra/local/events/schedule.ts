// The template's schedules: rules with a rate, run by timers.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { LocalFunction } from '../lambda/function.ts';
import type { Lambda } from '../lambda/invoke.ts';
import { refusal } from '../refusal.ts';
import { account, region } from '../template/names.ts';
import { idsOf, type Stack } from '../template/stack.ts';

export type Schedule = {
  readonly arn: string;
  /** Milliseconds. */
  readonly every: number;
  readonly target: LocalFunction;
  /** JSON text that takes the event's place. */
  readonly input?: string | undefined;
};

const rule = z.object({
  ScheduleExpression: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })).default([]),
});

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds of `rate(5 minutes)`. @throws Refusal for every other expression, naming it. */
export function parseRate(expression: string, id: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const every = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  if (every > 0) return every;
  throw refusal(
    `Schedule ${id} has the expression ${expression}; the local host runs rate(N minutes, hours or days) only.`,
  );
}

/** @throws Refusal for a schedule that cannot be run here. */
export function schedulesOf(stack: Stack, functions: readonly LocalFunction[]): readonly Schedule[] {
  return idsOf(stack, 'AWS::Events::Rule').flatMap((id) => {
    const { ScheduleExpression, State, Targets } = rule.parse(stack.properties(id));
    const every = parseRate(ScheduleExpression, id);
    const arn = stack.names(id)['Arn'] ?? '';
    const enabled = State === 'ENABLED' ? Targets : [];
    return enabled.map(({ Arn, Input }) => ({
      arn,
      every,
      input: Input,
      target: targetOf(id, Arn, functions),
    }));
  });
}

function targetOf(id: string, arn: string, functions: readonly LocalFunction[]): LocalFunction {
  const target = functions.find((each) => each.arn === arn);
  if (!target) throw refusal(`Schedule ${id} leads to ${arn}, which is no function of the template.`);
  return target;
}

/** The event of a scheduled rule ("EventBridge events"). */
const scheduledEvent = (arn: string): object => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: `${new Date().toISOString().slice(0, 19)}Z`,
  region,
  resources: [arn],
  detail: {},
});

const eventOf = ({ arn, input }: Schedule): unknown => (input === undefined ? scheduledEvent(arn) : JSON.parse(input));

/** A turn is left out while the one before still runs, where the cloud would run both. Stops with the returned function. */
export function runSchedule(schedule: Schedule, lambda: Lambda): () => void {
  let running = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    await lambda.invoke(schedule.target, eventOf(schedule));
    running = false;
  }, schedule.every);
  return () => clearInterval(timer);
}
