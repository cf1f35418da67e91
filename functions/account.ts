// Who one is and what one used: tokens, clients, organizations, usage.
import { apiHandler } from './api.ts';

export const handler = apiHandler('account');
