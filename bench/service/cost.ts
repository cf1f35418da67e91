// What a suggestion and its report cost in AWS at list prices, counted call by call on the real code: no estimate of how much is written.
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { ask, newExperiment, report } from '../../test/kit/experiments.ts';
import { makeWorld } from '../../test/kit/world.ts';
import { machine } from '../machine.ts';
import { readNothing } from '../options.ts';
import { counted, counter, type Units } from './counted.ts';
import { definition, loss } from './problem.ts';

/** US dollars a million in us-east-1, list prices of 2026: units of DynamoDB, HTTP API, Lambda (arm64) and SQS. */
const price = { write: 0.625, read: 0.125, request: 1.0, invocation: 0.2, gigabyteSecond: 13.3334, message: 0.4 };

const pairs = 60;

export async function run(argv: readonly string[]): Promise<void> {
  readNothing(argv);
  const world = await makeWorld();
  try {
    console.log(machine());
    const id = await newExperiment(world.context, definition() as Parameters<typeof newExperiment>[1]);
    const asks = counter();
    const reports = counter();
    const fits = counter();
    for (let i = 0; i < pairs; i++) {
      const suggestion = await ask(counted(world, asks), id);
      await report(counted(world, reports), id, suggestion.id, loss(suggestion.assignments as Record<string, number>));
      const table = counted(world, fits).store.table;
      await optimize({ ...world.service, table }, { client: world.context.store.client, experiment: id });
    }
    print({ ask: asks, report: reports, optimizer: fits });
  } finally {
    world.database.stop();
  }
}

/** A line for each kind of work, means over the pairs, and what the doors and the queue ask beside; the token's read is none of the counted calls. */
function print(counted: Readonly<Record<string, Units>>): void {
  const per = (units: Units) => ({ reads: units.reads / pairs, writes: units.writes / pairs });
  let total = 0;
  for (const [name, units] of Object.entries(counted)) {
    const { reads, writes } = per(units);
    const table = reads * price.read + writes * price.write;
    total += table;
    console.log(
      `${name.padEnd(10)} ${writes.toFixed(1)} write units, ${reads.toFixed(1)} read units: $${table.toFixed(2)} a million`,
    );
  }
  // Three functions run, two of them behind the gateway; the message between is sent, received and deleted.
  const requests = 2 * price.request + 3 * price.invocation + 3 * price.message + 2 * price.read;
  console.log(`gateway, invocations, messages and token reads of a pair: $${requests.toFixed(2)} a million`);
  console.log(
    `DynamoDB and requests of a million pairs: $${(total + requests).toFixed(2)}; compute comes on top, $${price.gigabyteSecond} a million GB-seconds`,
  );
}
