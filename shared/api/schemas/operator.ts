// Bodies, queries and answers of the operator's door.
import * as z from 'zod';
import { levels } from '../../domain/identity/identity.ts';
import { membershipTypes } from '../../domain/identity/user.ts';
import { id, seconds } from './common.ts';
import { pageReply } from './page-reply.ts';
import { idText, marker } from './queries.ts';
import { estimated, totalsReply } from './usage-reply.ts';

const permission = z.enum(levels).exclude(['owner']);
const membershipType = z.enum(membershipTypes);

export const userCreate = z.strictObject({ email: z.string(), password: z.string(), name: z.string().optional() });
export const userMade = z.strictObject({ user: z.string(), token: z.string() });

export const organizationCreate = z.strictObject({
  name: z.string(),
  client_name: z.string().optional(),
  user: id.optional(),
  membership_type: membershipType.optional(),
  permission: permission.optional(),
  development: z.boolean().optional(),
});
export const organizationMade = z.strictObject({ organization: z.string(), client: z.string(), token: z.string() });

export const membershipCreate = z.strictObject({ user: id, organization: id, membership_type: membershipType });
export const membershipMade = z.strictObject({
  user: z.string(),
  organization: z.string(),
  membership_type: membershipType,
});

export const permissionCreate = z.strictObject({ user: id, client: id, permission });
export const permissionMade = z.strictObject({ user: z.string(), client: z.string(), permission });

export const idleReply = z.strictObject({ idle: z.boolean(), queued: z.int(), running: z.int() });

export const organizationSeen = z.strictObject({
  object: z.literal('organization'),
  id: z.string(),
  name: z.string(),
  created: seconds,
  suspended: z.boolean(),
  /** By its owner, with its last client, or because it is being erased. */
  deleted: z.boolean(),
  clients: z.array(z.strictObject({ id: z.string(), name: z.string(), deleted: z.boolean() })),
});
export const organizationsSeen = pageReply(organizationSeen);

export const exportQuery = z.object({ after: z.string().min(1).optional() });
export const exportReply = z.strictObject({
  object: z.literal('export'),
  organization: z.strictObject({ id: z.string(), name: z.string(), created: seconds }),
  /** In the first piece. */
  people: z.array(
    z.strictObject({
      user: z.string(),
      email: z.string().nullable(),
      name: z.string().nullable(),
      membership_type: membershipType,
      permissions: z.array(z.strictObject({ client: z.string(), permission: z.enum(levels) })),
    }),
  ),
  /** As they are stored: where, and what. */
  records: z.array(z.looseObject({ partition: z.string(), sort: z.string() })),
  /** Send it as `after` for the next piece; null: this was the last. */
  next: z.string().nullable(),
});
export const rootTokensSeen = pageReply(
  z.strictObject({
    object: z.literal('root_token'),
    id: z.string(),
    client: z.string(),
    token_type: z.enum(['client-api', 'client-dev']),
    /** Enough to recognise the token, not to use it. */
    prefix: z.string(),
    last_four: z.string(),
    created: seconds,
  }),
);
export const rootTokenRotated = z.strictObject({ client: z.string(), root_token: z.string(), token: z.string() });

export const erasedReply = z.strictObject({
  organization: z.string(),
  complete: z.boolean(),
  /** Seconds until the same should be sent again; 0: at once, or never. */
  retry_after: z.int(),
  /** What was added up so far; all of it, for the last time, when it is complete. */
  usage: z.array(z.strictObject({ client: z.string(), month: z.string(), ...totalsReply.shape })),
});

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2026-11' })
  .optional();

export const clientsUsageQuery = z.object({
  month,
  /** Clients of this one alone. */
  organization: idText.optional(),
  /** `next` of the answer before. */
  after: z.string().min(1).meta({ pattern: '^[1-9][0-9]{0,18}-[1-9][0-9]{0,18}$' }).optional(),
});
export const clientsUsageReply = z.strictObject({
  object: z.literal('usage_of_clients'),
  month: z.string(),
  clients: z.array(
    z.strictObject({
      organization: z.string(),
      client: z.string(),
      /** Null once it is erased. */
      name: z.string().nullable(),
      suspended: z.boolean(),
      deleted: z.boolean(),
      totals: totalsReply,
      ...estimated,
    }),
  ),
  /** Send it as `after` for those that follow; null: these were the last. */
  next: z.string().nullable(),
});

export const auditQuery = z.object({ month, after: marker });
export const usesReply = pageReply(
  z.strictObject({
    object: z.literal('operator_use'),
    id: z.string(),
    time: z.string(),
    request: z.string(),
    action: z.string(),
    path: z.record(z.string(), z.string()),
    given: z.record(z.string(), z.unknown()),
    outcome: z.string(),
  }),
);
