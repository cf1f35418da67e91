// A page of a list as answers show it.
import * as z from 'zod';

/** `count` is the number of all items that the filters let through; markers are null where nothing more is to be had. */
export const pageReply = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    object: z.literal('pagination'),
    count: z.int(),
    data: z.array(item),
    paging: z.strictObject({ before: z.string().nullable(), after: z.string().nullable() }),
  });
