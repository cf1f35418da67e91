// The order of the test files: who takes long starts early, so that in the end no worker waits long for the other.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** One after the other, because a process is kept from file to file only within a project. */
const projects = ['infra', 'host', 'pure', 'shape', 'store'];

/**
 * The first of all is a test of the host: it builds the stack that most of these want, while the other worker is busy with tests that want none.
 * The next builds the stack without the operator's door. The others take longest in their projects; names that are out of date cost time alone.
 */
const early = [
  ...['host/bad-input', 'host/local-process', 'host/tenancy', 'host/operator'],
  ...['pure/engine/cliff', 'pure/engine/silence', 'pure/engine/flags', 'pure/engine/wild', 'pure/engine/goals'],
  ...['store/together', 'store/fuzz', 'store/fuzz-people', 'store/bill', 'store/overtaken', 'store/lanes'],
  ...['store/crashes', 'store/combinations', 'store/operator-data', 'store/invite-races'],
].map((name) => `test/${name}.test.ts`);

/** Without a record of earlier runs, which a fresh checkout never has, the largest files would start first, and the longest anywhere. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const place = ({ moduleId, project }: TestSpecification): readonly [number, number] => {
      const at = early.indexOf(relative(this.ctx.config.root, moduleId));
      return [at === 0 ? -1 : projects.indexOf(project.name), at < 0 ? early.length : at];
    };
    return bySize.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
  }
}
