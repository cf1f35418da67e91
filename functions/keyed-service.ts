// The service of functions that may read the deployment's secrets; the others do without Secrets Manager's client in their bundle.
import { now } from '../shared/platform/clock.ts';
import { makeSecrets } from '../shared/platform/secrets.ts';
import { log } from './entry.ts';
import { makeService, type ProcessService } from './service.ts';

let made: ProcessService | undefined;

export function keyedService(): ProcessService {
  made ??= makeService(process.env, log, (endpoint) => makeSecrets(endpoint, now));
  return made;
}
