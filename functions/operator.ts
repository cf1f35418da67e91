// The operator's door. Its function is in the stack only where a deployment switches it on.
import { timingSafeEqual } from 'node:crypto';
import type { DoorParts } from '../shared/api/entrance.ts';
import { makeAudit } from '../shared/operations/operator/audit.ts';
import { directoryOf } from '../shared/operations/service.ts';
import { hashToken } from '../shared/platform/token-hash.ts';
import { apiHandler } from './api.ts';
import { keyedService } from './keyed-service.ts';
import type { ProcessService } from './service.ts';

export const handler = apiHandler('operator', keyedService, operatorParts);

export function operatorParts(service: ProcessService): Pick<DoorParts, 'operator'> {
  const directory = directoryOf(service);
  return {
    operator: {
      isOperator: async (token) => same(token, (await service.operatorToken()).trim()),
      contextFor: (call) => ({
        ...{ ...service, directory, ...call },
        audit: makeAudit({ ...service, ...call, directory }),
      }),
    },
  };
}

/** In constant time; hashes have one length, whatever was presented. */
const same = (presented: string, token: string): boolean =>
  token !== '' && timingSafeEqual(Buffer.from(hashToken(presented)), Buffer.from(hashToken(token)));
