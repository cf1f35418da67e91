// THE TABLE: every route of the service. The gateway, the door, the tests and the documents are made from it.
import type { Route } from './route.ts';
import { accountRows } from './rows/account.ts';
import { aiExperimentRows } from './rows/ai-experiments.ts';
import { checkpointRows } from './rows/checkpoints.ts';
import { documentRows } from './rows/documents.ts';
import { experimentRows } from './rows/experiments.ts';
import { fileRows } from './rows/files.ts';
import { healthRows } from './rows/health.ts';
import { insightRows } from './rows/insights.ts';
import { observationRows } from './rows/observations.ts';
import { operatorRows } from './rows/operator.ts';
import { organizationRows } from './rows/organizations.ts';
import { projectRows } from './rows/projects.ts';
import { runListRows } from './rows/run-lists.ts';
import { runRows } from './rows/runs.ts';
import { suggestionRows } from './rows/suggestions.ts';
import { userRows } from './rows/users.ts';
import { webDataRows } from './rows/web-data.ts';

import { welcome } from './welcome.ts';

export const routes: readonly Route[] = [
  welcome,
  ...healthRows,
  ...documentRows,
  ...accountRows,
  ...userRows,
  ...organizationRows,
  ...experimentRows,
  ...suggestionRows,
  ...observationRows,
  ...insightRows,
  ...projectRows,
  ...aiExperimentRows,
  ...runRows,
  ...runListRows,
  ...checkpointRows,
  ...fileRows,
  ...webDataRows,
];

/** The table of a deployment: with the operator's door where it is switched on; elsewhere its paths do not exist. */
export const routesOf = ({ operator }: { readonly operator: boolean }): readonly Route[] =>
  operator ? [...routes, ...operatorRows] : routes;
