// Suggestions and queued suggestions: ask, read, list, change, delete.
import { reportKernels } from '../shared/operations/optimizer/kernels.ts';
import { apiHandler } from './api.ts';
import { log } from './entry.ts';

reportKernels(log);

export const handler = apiHandler('suggestions');
