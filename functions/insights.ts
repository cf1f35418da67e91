// What is known about an experiment, made from its observations.
import { apiHandler } from './api.ts';

export const handler = apiHandler('insights');
