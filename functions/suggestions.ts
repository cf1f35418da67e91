// Suggestions and queued suggestions: ask, read, list, change, delete.
import { apiHandler } from './api.ts';

export const handler = apiHandler('suggestions');
