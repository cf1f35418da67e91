// What the local host does with each resource type and property that a template may contain. Anything else is refused by name.

/**
 * run: works here as in the cloud · checked: read, and refused when it is not what the host serves; nothing runs for it ·
 * cloud only: has no meaning on one computer.
 */
export type Treatment = 'run' | 'checked' | 'cloud only';

/** A treatment for a whole subtree, or one for each key below it. Lists are looked through. */
export type Properties = Treatment | { readonly [property: string]: Properties };

const tags = { Tags: 'cloud only' } as const;

const index: Properties = { IndexName: 'run', KeySchema: 'run', Projection: 'run', ...throughput() };

function throughput() {
  return {
    OnDemandThroughput: 'cloud only',
    WriteOnDemandThroughputSettings: 'cloud only',
    ContributorInsightsSpecification: 'cloud only',
  } as const;
}

const table = {
  TableName: 'run',
  AttributeDefinitions: 'run',
  KeySchema: 'run',
  GlobalSecondaryIndexes: index,
  BillingMode: 'checked',
  // The local engine keeps the setting, yet never removes what has expired; our code compares times itself.
  TimeToLiveSpecification: 'run',
  SSESpecification: 'cloud only',
  DeletionProtectionEnabled: 'cloud only',
  PointInTimeRecoverySpecification: 'cloud only',
  ...throughput(),
  ...tags,
} as const;

/** Type to its properties. A type that is 'cloud only' altogether is not looked into. */
export const catalogue: Readonly<Record<string, Properties>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': {
    ...table,
    Replicas: {
      Region: 'cloud only',
      DeletionProtectionEnabled: 'cloud only',
      PointInTimeRecoverySpecification: 'cloud only',
      GlobalSecondaryIndexes: 'cloud only',
      SSESpecification: 'cloud only',
      TableClass: 'cloud only',
      ContributorInsightsSpecification: 'cloud only',
      ...tags,
    },
  },
  'AWS::SQS::Queue': {
    QueueName: 'run',
    VisibilityTimeout: 'run',
    DelaySeconds: 'run',
    ReceiveMessageWaitTimeSeconds: 'run',
    MaximumMessageSize: 'run',
    MessageRetentionPeriod: 'cloud only',
    RedrivePolicy: { deadLetterTargetArn: 'run', maxReceiveCount: 'run' },
    RedriveAllowPolicy: 'cloud only',
    SqsManagedSseEnabled: 'cloud only',
    KmsMasterKeyId: 'cloud only',
    ...tags,
  },
  'AWS::SQS::QueuePolicy': 'cloud only',
  'AWS::S3::Bucket': {
    BucketName: 'run',
    CorsConfiguration: { CorsRules: 'run' },
    PublicAccessBlockConfiguration: 'checked',
    BucketEncryption: 'cloud only',
    OwnershipControls: 'cloud only',
    // There are no uploads in parts here.
    LifecycleConfiguration: { Rules: { AbortIncompleteMultipartUpload: 'cloud only', Status: 'cloud only' } },
    ...tags,
  },
  'AWS::S3::BucketPolicy': 'cloud only',
  'AWS::Lambda::Function': {
    FunctionName: 'run',
    Code: { S3Bucket: 'cloud only', S3Key: 'run', ZipFile: 'checked' },
    Handler: 'run',
    Runtime: 'checked',
    Timeout: 'run',
    MemorySize: 'run',
    Environment: { Variables: 'run' },
    ReservedConcurrentExecutions: 'run',
    Role: 'checked',
    Description: 'cloud only',
    Architectures: 'cloud only',
    LoggingConfig: 'cloud only',
    TracingConfig: 'cloud only',
    ...tags,
  },
  'AWS::Lambda::EventSourceMapping': {
    EventSourceArn: 'run',
    FunctionName: 'run',
    BatchSize: 'run',
    MaximumBatchingWindowInSeconds: 'run',
    FunctionResponseTypes: 'run',
    ScalingConfig: { MaximumConcurrency: 'run' },
    Enabled: 'run',
    ...tags,
  },
  'AWS::Lambda::EventInvokeConfig': 'cloud only',
  'AWS::Lambda::Permission': {
    Action: 'checked',
    FunctionName: 'checked',
    Principal: 'checked',
    SourceArn: 'checked',
  },
  'AWS::ApiGatewayV2::Api': { Name: 'run', ProtocolType: 'checked', Description: 'cloud only', ...tags },
  'AWS::ApiGatewayV2::Integration': {
    ApiId: 'run',
    IntegrationType: 'checked',
    IntegrationMethod: 'cloud only',
    IntegrationUri: 'run',
    PayloadFormatVersion: 'checked',
    TimeoutInMillis: 'run',
    Description: 'cloud only',
  },
  'AWS::ApiGatewayV2::Route': {
    ApiId: 'run',
    RouteKey: 'run',
    Target: 'run',
    AuthorizationType: 'checked',
    OperationName: 'cloud only',
  },
  'AWS::ApiGatewayV2::Stage': {
    ApiId: 'run',
    StageName: 'checked',
    AutoDeploy: 'cloud only',
    AccessLogSettings: 'cloud only',
    DefaultRouteSettings: 'cloud only',
    Description: 'cloud only',
    ...tags,
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    Name: 'cloud only',
    Type: 'checked',
    Scheme: 'cloud only',
    Subnets: 'cloud only',
    SecurityGroups: 'cloud only',
    LoadBalancerAttributes: 'run',
    ...tags,
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    LoadBalancerArn: 'run',
    Port: 'cloud only',
    Protocol: 'cloud only',
    Certificates: 'cloud only',
    SslPolicy: 'cloud only',
    DefaultActions: 'run',
    ...tags,
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': {
    ListenerArn: 'run',
    Priority: 'run',
    Conditions: 'run',
    Actions: 'run',
    ...tags,
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    Name: 'cloud only',
    TargetType: 'checked',
    Targets: 'run',
    TargetGroupAttributes: 'checked',
    ...tags,
  },
  'AWS::EC2::VPC': 'cloud only',
  'AWS::EC2::Subnet': 'cloud only',
  'AWS::EC2::RouteTable': 'cloud only',
  'AWS::EC2::SubnetRouteTableAssociation': 'cloud only',
  'AWS::EC2::Route': 'cloud only',
  'AWS::EC2::InternetGateway': 'cloud only',
  'AWS::EC2::VPCGatewayAttachment': 'cloud only',
  'AWS::EC2::SecurityGroup': 'cloud only',
  'AWS::Events::Rule': {
    Name: 'run',
    Description: 'cloud only',
    ScheduleExpression: 'run',
    State: 'run',
    Targets: { Id: 'cloud only', Arn: 'run', Input: 'run', RetryPolicy: 'cloud only', DeadLetterConfig: 'cloud only' },
    ...tags,
  },
  'AWS::IAM::Role': {
    RoleName: 'cloud only',
    Description: 'cloud only',
    AssumeRolePolicyDocument: 'cloud only',
    ManagedPolicyArns: 'checked',
    Policies: 'run',
    ...tags,
  },
  'AWS::IAM::Policy': { PolicyName: 'cloud only', PolicyDocument: 'run', Roles: 'run' },
  'AWS::SecretsManager::Secret': {
    Name: 'run',
    GenerateSecretString: { PasswordLength: 'run', ExcludePunctuation: 'checked' },
    Description: 'cloud only',
    KmsKeyId: 'cloud only',
    ...tags,
  },
  'AWS::Logs::LogGroup': 'cloud only',
  'AWS::Logs::MetricFilter': 'cloud only',
  'AWS::Logs::ResourcePolicy': 'cloud only',
  'AWS::CloudWatch::Alarm': 'cloud only',
  'AWS::CloudWatch::Dashboard': 'cloud only',
  'AWS::SNS::Topic': 'cloud only',
  'AWS::SNS::TopicPolicy': 'cloud only',
  'AWS::SNS::Subscription': 'cloud only',
  'AWS::CDK::Metadata': 'cloud only',
};
