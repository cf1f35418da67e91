// The gateway's default route: health, the welcome, OPTIONS, unknown paths and wrong methods.
import { apiHandler } from './api.ts';

export const handler = apiHandler('fallback');
