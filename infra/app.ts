// The CDK app, as the cdk command runs it.
import { pricesInWords } from './prices.ts';
import { synth } from './synth.ts';

try {
  // On the error output, where the cdk command leaves it beside a template that it prints.
  console.error(pricesInWords(synth().prices));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
