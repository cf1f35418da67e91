// Parts that several schemas are made of: ids, objects with keys of the user's own.
import * as z from 'zod';
import { idPattern, isId } from '../../domain/id.ts';

/**
 * An id in a body or in JSON text of a query: digits as text. A number is read as its digits; those that no double carries are text already in
 * a body (`body-ids.ts`), and bigint in a query.
 */
export const id = z
  .preprocess((value) => (typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value), z.string())
  .refine(isId, { error: 'is not an id: ids are positive 64-bit whole numbers, written as text' })
  .meta({ pattern: idPattern, also: [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }] });

/** An object whose keys the user chooses; what may stand in it is decided where it is known what the keys mean. */
export const freeObject = z.record(z.string(), z.unknown());

export const flag = z.boolean().nullish();

/** Answers of deletions, and bodies and queries that carry nothing. */
export const nothing = z.object({});

/** Whole seconds since the epoch. */
export const seconds = z.int();

export const assignmentsReply = z.record(z.string(), z.union([z.number(), z.string()]));
export const metadataReply = z.record(z.string(), z.union([z.number(), z.string()])).nullable();

export const taskReply = z.strictObject({ object: z.literal('task'), name: z.string(), cost: z.number() });
