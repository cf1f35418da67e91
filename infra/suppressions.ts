// Findings of the security checks that are accepted, each with its reason.
import { type Stack, Validations } from 'aws-cdk-lib';
import { everywhere, type Options } from './options.ts';

type Suppression = { readonly id: string; readonly reason: string };
type Choices = Pick<Options, 'alb' | 'albVpc' | 'albAllow' | 'filesBucket' | 'tokenKeySecret' | 'operator'>;

const always: readonly Suppression[] = [
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'The functions check the token themselves: a gateway authorizer answers 401 and 403 with bodies that cannot be shaped, and its cache would let a revoked token live on.',
  },
];

const bucketLogs: Suppression = {
  id: 'AwsSolutions-S1',
  reason:
    'Objects are reached by signed URLs alone, and each was asked for through the API, whose log says by which client; server access logs would be a second bucket to pay for and to erase people from.',
};

const keptSecrets: Suppression = {
  id: 'AwsSolutions-SMG4',
  reason:
    "A new key would change every token that is derived with it, and a new operator's token would lock the operator's scripts out: both are changed by hand, when somebody decides so.",
};

const manyFiles = (bucket: string | null): Suppression => ({
  id: `AwsSolutions::AwsSolutions-IAM5[Resource::${bucket === null ? '<Files8E6940B8.Arn>' : `arn:<AWS::Partition>:s3:::${bucket}`}/files/*]`,
  reason:
    'The name of an object is made when its file is noted, so no list of names could stand in a role: the rights are a few verbs on the objects under one prefix of one bucket.',
});

const accessLogs: Suppression = {
  id: 'AwsSolutions-ELB2',
  reason:
    'Its access log writes whole paths, and the path of a token route holds a token. Functions log each request by its route; the load balancer has an alarm on its errors.',
};

const flowLogs: Suppression = {
  id: 'AwsSolutions-VPC7',
  reason:
    "Nothing is in this network but the load balancer, which is open to one port and opens no connection itself: a flow log would say what the load balancer's metrics say.",
};

const openToAll: Suppression = {
  id: 'AwsSolutions-EC23',
  reason:
    'The load balancer is a front door like the HTTP API, which has no address list either: every path asks for a token. The option albAllow closes it to all but the ranges that are named.',
};

/** Those of a stack with these options: no more than the checks find. */
export const suppressionsFor = ({
  alb,
  albVpc,
  albAllow,
  filesBucket,
  tokenKeySecret,
  operator,
}: Choices): readonly Suppression[] => [
  ...always,
  manyFiles(filesBucket),
  ...(filesBucket === null ? [bucketLogs] : []),
  ...(tokenKeySecret === null || operator ? [keptSecrets] : []),
  ...(alb ? [accessLogs] : []),
  ...(alb && albVpc === null ? [flowLogs] : []),
  ...(alb && albAllow.includes(everywhere) ? [openToAll] : []),
];

export function acknowledge(stack: Stack, options: Choices): void {
  for (const suppression of suppressionsFor(options)) Validations.of(stack).acknowledge(suppression);
}
