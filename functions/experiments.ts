// Experiments: create, read, list, change, delete.
import { apiHandler } from './api.ts';

export const handler = apiHandler('experiments');
