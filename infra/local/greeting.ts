// What the terminal says when the host is ready; on the first start the token, and three lines to paste.
import type { Host } from './host.ts';

/** Lines of text. The three commands need a POSIX shell and curl; each prints the service's answer and keeps its id. */
export function greeting({ url, albUrl, token, isNew, folder }: Host): string {
  const balancer = albUrl === undefined ? '' : `, its load balancer at ${albUrl}`;
  const ready = `Cairn answers at ${url}${balancer}  (data and logs in ${folder.root}, Ctrl-C ends it)`;
  const documentation = `Its documentation is the page ${url}/v1/docs`;
  const rest = isNew ? firstSteps(url, token, folder.token) : [`The API token is in ${folder.token}`];
  return [ready, documentation, ...rest].join('\n');
}

const experiment = {
  name: 'First steps',
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  metrics: [{ name: 'score', objective: 'maximize' }],
  observation_budget: 20,
};

function firstSteps(url: string, token: string, file: string): readonly string[] {
  const report = `{"suggestion":"'$SUGGESTION'","values":[{"name":"score","value":0.9}]}`;
  return [
    '',
    `The API token, kept in ${file}: ${token}`,
    '',
    'Create an experiment, ask for a suggestion, report its value (paste line by line):',
    '',
    `URL=${url}/v1 TOKEN=${token}; ${post('experiments', JSON.stringify(experiment), 'EXPERIMENT')}`,
    post('experiments/$EXPERIMENT/suggestions', '{}', 'SUGGESTION'),
    post('experiments/$EXPERIMENT/observations', report, 'OBSERVATION'),
    '',
  ];
}

/** Command that sends `body` and keeps the answer's id in the shell's `variable`. */
const post = (path: string, body: string, variable: string): string =>
  `ANSWER=$(curl -sS -u "$TOKEN:" -H 'Content-Type: application/json' "$URL/${path}" -d '${body}'); ` +
  `printf '%s\\n' "$ANSWER"; ${variable}=$(printf '%s' "$ANSWER" | grep -o '"id": *"[0-9]*"' | head -n 1 | cut -d'"' -f4)`;
