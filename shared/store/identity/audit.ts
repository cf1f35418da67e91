// Uses of the operator's door, by month. Records are added and closed, never removed by code; the table forgets them after 400 days.
import { auditKey, sortKey } from '../table/keys.ts';
import { putItem, updateItem } from '../table/single.ts';
import { query } from '../table/table.ts';
import type { Directory } from './directory.ts';

export type RecordedUse = {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly request: string;
  readonly action: string;
  readonly path: Readonly<Record<string, string>>;
  /** Without secrets. */
  readonly given: Readonly<Record<string, unknown>>;
};

const kept = 400 * 86_400;
const keyOf = ({ time, id }: RecordedUse) => ({ pk: auditKey(time.slice(0, 7)), sk: sortKey.audit(time, id) });

export async function recordUse(directory: Directory, use: RecordedUse): Promise<void> {
  const expiresAt = Math.floor(directory.now() / 1000) + kept;
  await putItem(directory.identities, { ...keyOf(use), doc: JSON.stringify(use), outcome: 'begun', expiresAt });
}

export async function endUse(directory: Directory, use: RecordedUse, outcome: string): Promise<void> {
  await updateItem(directory.identities, keyOf(use), { set: { outcome } });
}

/** Those of a month `YYYY-MM`, oldest first. */
export async function auditUses(directory: Directory, month: string): Promise<(RecordedUse & { outcome: string })[]> {
  const items = await query(directory.identities, { pk: auditKey(month), from: month, to: `${month}~` });
  return items.map((item) => ({ ...(JSON.parse(item.doc ?? '') as RecordedUse), outcome: String(item['outcome']) }));
}
