// The CDK app, as the cdk command runs it.
import { synth } from './synth.ts';

try {
  synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
