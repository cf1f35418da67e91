// Projects, and what belongs to a client beside its experiments and runs: notes, tags, web data.
import { apiHandler } from './api.ts';

export const handler = apiHandler('projects');
