// Training runs: create, read, list, change, archive, and what hangs below them.
import { apiHandler } from './api.ts';

export const handler = apiHandler('runs');
