// Who is who: users, sessions, tokens, clients, organizations; and what a client used.
import { now } from '../shared/platform/clock.ts';
import { makeMail } from '../shared/platform/mail.ts';
import { makeSecrets } from '../shared/platform/secrets.ts';
import { apiHandler } from './api.ts';
import { log, serviceWith } from './entry.ts';

const service = serviceWith({
  secrets: (endpoint) => makeSecrets(endpoint, now),
  mail: (from, endpoint) => makeMail(from, endpoint, log),
});

export const handler = apiHandler('account', service);
