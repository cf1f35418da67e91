// A training run as the wire shows it.
import { isFinished, type Run, type RunTexts, type RunValue, type SourceDisplay } from '../runs/run.ts';

export const publicRun = (run: Run, texts: RunTexts) => ({
  object: 'training_run' as const,
  id: run.id,
  name: run.name,
  client: run.client,
  project: run.project,
  experiment: run.experiment,
  suggestion: run.suggestion,
  observation: run.observation,
  user: run.user,
  created: run.created,
  updated: run.updated,
  completed: run.completed,
  state: run.state,
  finished: isFinished(run),
  deleted: run.deleted,
  favorite: run.favorite,
  assignments: run.assignments,
  assignments_meta: mapped(run.assignmentsMeta, (source) => ({ object: 'assignments_meta' as const, source })),
  assignments_sources: mapped(run.assignmentsSources, publicSource),
  values: mapped(run.values, publicValue),
  metadata: run.metadata,
  dev_metadata: run.devMetadata,
  sys_metadata: run.sysMetadata,
  datasets: Object.fromEntries(run.datasets.map((name) => [name, { object: 'dataset' as const }])),
  logs: mapped(texts.logs, (content) => ({ object: 'log' as const, content })),
  model: { object: 'model' as const, type: run.model },
  source_code: { object: 'source_code' as const, content: texts.source, hash: run.sourceHash },
  checkpoint_count: run.checkpoints,
  tags: [...run.tags],
  files: [...run.files],
});

const publicSource = ({ sort, defaultShow }: SourceDisplay) => ({
  object: 'assignments_sources' as const,
  default_show: defaultShow,
  sort,
});

const publicValue = ({ value, stddev }: RunValue, name: string) => ({
  object: 'metric_evaluation' as const,
  name,
  value,
  value_stddev: stddev,
});

const mapped = <Value, Shown>(
  of: Readonly<Record<string, Value>>,
  show: (value: Value, name: string) => Shown,
): Record<string, Shown> => Object.fromEntries(Object.entries(of).map(([name, value]) => [name, show(value, name)]));
