// A tenant whose calls are counted by what the database says they consumed.
import { intercepted, isWrite } from '../../test/kit/faults.ts';
import type { World } from '../../test/kit/world.ts';

export type Units = { reads: number; writes: number; calls: number };

export const counter = (): Units => ({ reads: 0, writes: 0, calls: 0 });

/** The same tenant, each call of its table added to `units`. */
export function counted(world: World, units: Units) {
  const table = intercepted(world.service.table, async (command, send) => {
    const { input } = command as { input: { ReturnConsumedCapacity?: string } };
    input.ReturnConsumedCapacity = 'TOTAL';
    const reply = (await send(command)) as {
      ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
    };
    const used = [reply.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    units.calls += 1;
    if (isWrite(command)) units.writes += used;
    else units.reads += used;
    return reply;
  });
  return world.on(table);
}
