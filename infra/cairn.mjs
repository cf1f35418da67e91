#!/usr/bin/env node
// `npx cairn operator ...`: the command, for which Node learns TypeScript first.
import { register } from 'tsx/esm/api';

register();
await import('./operator/main.ts');
