// The service of functions that may read the deployment's secrets and send mail; the others do without the clients for it in their bundle.
import { now } from '../shared/platform/clock.ts';
import { makeMail } from '../shared/platform/mail.ts';
import { makeSecrets } from '../shared/platform/secrets.ts';
import { log } from './entry.ts';
import { makeService, type ProcessService } from './service.ts';

let made: ProcessService | undefined;

export function keyedService(): ProcessService {
  made ??= makeService(process.env, log, {
    secrets: (endpoint) => makeSecrets(endpoint, now),
    mail: (from, endpoint) => makeMail(from, endpoint, log),
  });
  return made;
}
