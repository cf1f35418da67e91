// The gateway's default route: health, the documents, OPTIONS, unknown paths and wrong methods.
import { readFileSync } from 'node:fs';
import { apiHandler } from './api.ts';
import { processService } from './entry.ts';

/** The files lie beside this function's bundle. */
const readBeside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

export const handler = apiHandler('fallback', processService, () => ({ readBeside }));
