// Who is who: users, sessions, tokens, clients, organizations; and what a client used.
import { apiHandler } from './api.ts';
import { keyedService } from './keyed-service.ts';

export const handler = apiHandler('account', keyedService);
