// What a suggestion and its report cost in AWS at list prices, counted call by call on the real code: no estimate of how much is written.
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { ask, newExperiment, report, scopeOf } from '../../test/kit/experiments.ts';
import { makeWorld } from '../../test/kit/world.ts';
import { machine } from '../machine.ts';
import { readNothing } from '../options.ts';
import { counted, counter, type Units } from './counted.ts';
import { definition, loss } from './problem.ts';

/** US dollars a million in us-east-1, list prices of 2026 (see the design notes of AWS's price pages); memory in GB. */
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
    await scopeOf(world.context, id);
    print({ ask: asks, report: reports, optimizer: fits });
  } finally {
    world.database.stop();
  }
}

/** Functions of 1.77 GB (ask, fit) and 0.5 GB (report); milliseconds as measured here, with the token's read and the door beside the table's calls. */
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
  const requests = 2 * (price.request + price.invocation) + 3 * price.message + price.read * 2;
  console.log(`gateway, invocations, messages and token reads of a pair: $${requests.toFixed(2)} a million`);
  console.log(
    `DynamoDB and requests of a million pairs: $${(total + requests).toFixed(2)}; compute comes on top, $${price.gigabyteSecond} a million GB-seconds`,
  );
}
