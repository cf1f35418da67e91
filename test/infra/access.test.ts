// Who may do what: roles with named actions on named resources.
import { beforeAll, expect, test } from 'vitest';
import { functionNames } from '../../infra/functions.ts';
import { grants } from '../../infra/grants.ts';
import { routes } from '../../shared/api/routes.ts';
import { ofType, type Statement, statementsOf, synthesized, type Template, target } from './synthesized.ts';

let template: Template;
beforeAll(() => {
  template = synthesized();
});

const roles = () => ofType(template, 'AWS::IAM::Role');

/** The role of the function with this description-independent id: the function's `Role` points at it. */
const roleOf = (functionId: RegExp) => {
  const [, made] = ofType(template, 'AWS::Lambda::Function').find(([id]) => functionId.test(id)) ?? [];
  const role = template.Resources[target(made?.Properties['Role'])];
  return role ? statementsOf(role) : [];
};

const actionsOn = (statements: Statement[], resource: string): string[] =>
  statements
    .filter((statement) => JSON.stringify(statement.Resource).includes(resource))
    .flatMap(({ Action }) => Action);

// A stolen function can do what its role names, and no more: no role allows an action or a resource by wildcard, but for the files, whose
// objects are named by what is below one prefix of their bucket.
test('no wildcard stands in a role', () => {
  const files = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files8E6940B8', 'Arn'] }, '/files/*']] };
  for (const [, role] of roles()) {
    for (const { Effect, Action, Resource } of statementsOf(role)) {
      expect(Effect).toBe('Allow');
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      if (Action.every((action) => action.startsWith('s3:') && action.endsWith('Object')))
        expect(Resource).toEqual(files);
      else expect(JSON.stringify(Resource)).not.toContain('*');
    }
  }
});

// A Scan reads all tenants' data and costs by the size of the table: nobody may.
test('nobody may scan, or change a table', () => {
  const actions = roles().flatMap(([, role]) => statementsOf(role).flatMap(({ Action }) => Action));
  expect(actions.filter((action) => /Scan|PartiQL|Table|Backup|Export/.test(action))).toEqual([]);
  expect(actions).toContain('dynamodb:Query');
});

// Each function has a role of its own, so that a right given to one is not given to another.
test('no role is shared', () => {
  const used = ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => target(Properties['Role']));
  expect(used.length).toBe(functionNames.length - 1); // the operator's is not there unless it is wanted
  expect(new Set(used).size).toBe(used.length);
  expect(roles().length).toBe(used.length);
});

// AWS refuses a role whose inline policies have more than 10 240 characters, and says so only at deploy.
test('inline policies are small enough', () => {
  for (const [, { Properties }] of roles()) expect(JSON.stringify(Properties['Policies']).length).toBeLessThan(10_240);
});

// Tokens are read by the door; users and tokens are written by account, operator and first-token alone. What a Query lists are a user's, a
// client's or an organization's own: a token has a partition that only its text leads to.
test('the token table is out of reach for all but those who need it', () => {
  const tokens = 'TokensTable';
  expect(actionsOn(roleOf(/^Suggestions/), tokens)).toEqual(['dynamodb:GetItem', 'dynamodb:BatchGetItem']);
  expect(actionsOn(roleOf(/^FirstToken/), tokens)).toEqual(['dynamodb:PutItem']);
  for (const id of [/^Optimizer/, /^Sweeper/]) expect(actionsOn(roleOf(id), tokens)).toEqual([]);
  const having = (action: string) => functionNames.filter((name) => grants[name].tokens?.includes(action));
  expect(having('Query')).toEqual(['account', 'operator']);
  expect(having('PutItem')).toEqual(['account', 'operator', 'first-token']);
});

// What everybody reaches without a token reads nothing of anybody's: its role writes its log, and its rows ask for no token that it could look up.
test('the fallback function may do nothing but write its log', () => {
  const actions = roleOf(/^Fallback/).flatMap(({ Action }) => Action);
  expect(actions).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  const asking = routes.filter(({ group, level }) => group === 'fallback' && level !== 'none');
  expect(asking).toEqual([]);
});

// The sweeper asks the index of what is due; nobody else has business there.
test('only the sweeper reads the index', () => {
  expect(actionsOn(roleOf(/^Sweeper/), '/index/due')).toEqual(['dynamodb:Query']);
  const readers = roles().filter(([, role]) => actionsOn(statementsOf(role), '/index/').length > 0);
  expect(readers.length).toBe(1);
});

// The key that tokens are derived with is for those who derive, the operator's token for its door; there is no door and no secret unless wanted.
test('secrets are read by those who need them', () => {
  const readers = (of: Template, secret: string) =>
    ofType(of, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => {
        const role = of.Resources[target(Properties['Role'])];
        return role && actionsOn(statementsOf(role), secret).includes('secretsmanager:GetSecretValue');
      })
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(readers(template, 'TokenKey')).toEqual(['Account']);
  expect(ofType(template, 'AWS::SecretsManager::Secret').length).toBe(1);
  const open = synthesized({ operator: 'true' });
  expect(readers(open, 'TokenKey').sort()).toEqual(['Account', 'Operator']);
  expect(readers(open, 'OperatorToken')).toEqual(['Operator']);
});

// A signed URL does what the role of its signer may: files are put and read by what the function of the runs signs, and by nothing else. The
// operator's door takes them away when it erases an organization, and cannot read one.
test('files are put and read for runs alone, and erased by the operator alone', () => {
  const having = (of: Template, action: string) =>
    ofType(of, 'AWS::IAM::Role')
      .filter(([, role]) => statementsOf(role).some(({ Action }) => Action.includes(`s3:${action}`)))
      .map(([id]) => id.replace(/Role[0-9A-F]{8}$/, ''));
  const open = synthesized({ operator: 'true' });
  for (const action of ['DeleteObject', 'ListBucket']) {
    expect(having(template, action)).toEqual([]);
    expect(having(open, action)).toEqual(['Operator']);
  }
  for (const action of ['PutObject', 'GetObject']) expect(having(open, action)).toEqual(['Runs']);
});

// Mail goes out where a sender is named, by the one function that has people to write to, and from that sender alone.
test('only account sends mail, from the address that the options name', () => {
  const senders = (of: Template) =>
    ofType(of, 'AWS::IAM::Role').filter(([, role]) => JSON.stringify(role).includes('ses:SendEmail'));
  expect(senders(template)).toEqual([]);
  const [[id, role] = ['', undefined], ...others] = senders(synthesized({ mailFrom: 'cairn@example.org' }));
  expect([id, others]).toEqual([expect.stringMatching(/^Account/), []]);
  expect(JSON.stringify(role)).toContain(':identity/cairn@example.org');
  expect(JSON.stringify(role)).toContain(':identity/example.org');
});

// Lambda feeds the optimizer by three rights of its role; the optimizer's own code does nothing with the queue.
test('the optimizer may receive, and no more', () => {
  const wanted = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  expect(actionsOn(roleOf(/^Optimizer/), 'OptimizerQueue')).toEqual(wanted);
});

// The operator's door makes, closes and erases tenants: no single thing of a tenant is changed or removed by it. Checks are made of people alone, but for
// a run's, whose checkpoint looks at its experiment.
test('tenants’ data are out of reach for changes that nobody makes', () => {
  const having = (action: string) => functionNames.filter((name) => grants[name].cairn?.includes(action));
  expect(having('UpdateItem')).not.toContain('operator');
  expect(having('DeleteItem')).not.toContain('operator');
  expect(having('ConditionCheckItem')).toEqual(['runs']);
});
