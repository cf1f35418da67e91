// The operator's door. Its function is in the stack only where a deployment switches it on.
import { timingSafeEqual } from 'node:crypto';
import type { DoorParts } from '../shared/api/entrance.ts';
import { makeAudit } from '../shared/operations/operator/audit.ts';
import { directoryOf } from '../shared/operations/service.ts';
import { now } from '../shared/platform/clock.ts';
import { makeSecrets } from '../shared/platform/secrets.ts';
import { hashToken } from '../shared/platform/token-hash.ts';
import { apiHandler } from './api.ts';
import { serviceWith } from './entry.ts';
import type { ProcessService } from './service.ts';

/** It reads secrets and sends no mail, so its bundle does without the client for that. */
const service = serviceWith({ secrets: (endpoint) => makeSecrets(endpoint, now) });

export const handler = apiHandler('operator', service, operatorParts);

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
