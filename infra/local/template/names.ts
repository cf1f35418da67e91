// What `Ref` and `Fn::GetAtt` give for each type of resource: the names and addresses that things have on this computer.

export const region = 'us-east-1';
/** The queue's server works with this account and no other. */
export const account = '000000000000';

export const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;

/** `ref` is what `Ref` gives; the other keys are attributes of `Fn::GetAtt`. */
export type Physical = { readonly ref: string } & Readonly<Record<string, string>>;

/** Loopback origins, such as `http://127.0.0.1:3000`. */
export type Origins = { readonly api: string; readonly aws: string };

type Named = { readonly property: string; readonly make: (name: string, origins: Origins) => Physical };

const table: Named = {
  property: 'TableName',
  make: (name) => ({
    ref: name,
    Arn: arn('dynamodb', `table/${name}`),
    StreamArn: arn('dynamodb', `table/${name}/stream/local`),
  }),
};

const listener: Named = {
  property: 'Name',
  make: (name) => {
    const own = arn('elasticloadbalancing', `listener/app/${name}/local`);
    return { ref: own, ListenerArn: own };
  },
};

const simple = (property: string, service: string, prefix: string): Named => ({
  property,
  make: (name) => ({ ref: name, Arn: arn(service, `${prefix}${name}`) }),
});

const byType: Readonly<Record<string, Named>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': {
    property: 'QueueName',
    make: (name, { aws }) => ({ ref: `${aws}/${account}/${name}`, Arn: arn('sqs', name), QueueName: name }),
  },
  // Buckets of the whole world share one space of names, so their ARNs say no account; a name of capitals is none.
  'AWS::S3::Bucket': {
    property: 'BucketName',
    make: (name) => ({ ref: name.toLowerCase(), Arn: `arn:aws:s3:::${name.toLowerCase()}` }),
  },
  'AWS::Lambda::Function': simple('FunctionName', 'lambda', 'function:'),
  'AWS::Events::Rule': simple('Name', 'events', 'rule/'),
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    make: (name) => ({ ref: name, Arn: arn('logs', `log-group:${name}:*`) }),
  },
  'AWS::IAM::Role': {
    property: 'RoleName',
    make: (name) => ({ ref: name, Arn: `arn:aws:iam::${account}:role/${name}`, RoleId: name }),
  },
  'AWS::SecretsManager::Secret': {
    property: 'Name',
    make: (name) => ({ ref: arn('secretsmanager', `secret:${name}`), Id: arn('secretsmanager', `secret:${name}`) }),
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    make: (name) => ({ ref: arn('sns', name), TopicArn: arn('sns', name), TopicName: name }),
  },
  'AWS::CloudWatch::Alarm': simple('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    property: 'Name',
    make: (name) => {
      const own = arn('elasticloadbalancing', `loadbalancer/app/${name}/local`);
      return { ref: own, LoadBalancerArn: own };
    },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    property: 'Name',
    make: (name) => {
      const own = arn('elasticloadbalancing', `targetgroup/${name}/local`);
      return { ref: own, TargetGroupArn: own };
    },
  },
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::EC2::SecurityGroup': { property: 'GroupName', make: (name) => ({ ref: name, GroupId: name }) },
  'AWS::ApiGatewayV2::Api': {
    property: 'Name',
    make: (name, { api }) => ({ ref: name, ApiId: name, ApiEndpoint: api }),
  },
};

/** The property that holds a name the template chose, if the type has one; without it the name is `<stack>-<logical id>`. */
export const nameProperty = (type: string): string | undefined => byType[type]?.property;

/** A resource of another type is referred to by its logical id, which serves as well as the random one of the cloud. */
export const physical = (type: string, id: string, name: string, origins: Origins): Physical =>
  byType[type]?.make(name, origins) ?? { ref: id };
