// Where the load balancer stands: two public subnets and a way to the internet, and who may come in. Nothing else lives there.
import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';

export type Network = {
  readonly vpc: string;
  readonly subnets: readonly string[];
  /** The way to the internet: a load balancer is refused in a network that has none yet. */
  readonly ready?: IDependable;
};

/** Without NAT gateways: a load balancer invokes functions by itself, so nothing here ever calls out. A load balancer wants 8 free addresses a subnet, of 32. */
export function makeNetwork(scope: Construct): Network {
  const vpc = new Vpc(scope, 'Network', {
    ipAddresses: IpAddresses.cidr('10.0.0.0/24'),
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false }],
    // Nothing is in the default group. Emptying it would need a function of the CDK's own, with rights on the network.
    restrictDefaultSecurityGroup: false,
  });
  return {
    vpc: vpc.vpcId,
    subnets: vpc.publicSubnets.map(({ subnetId }) => subnetId),
    ready: vpc.internetConnectivityEstablished,
  };
}

/** Lets the ranges in, to one port; without a rule for the way out nothing goes out. */
export function makeEntrance(scope: Construct, vpc: string, port: number, ranges: readonly string[]): string {
  const group = new CfnSecurityGroup(scope, 'LoadBalancerEntrance', {
    groupDescription: `Who may reach the load balancer of ${Stack.of(scope).stackName}`,
    vpcId: vpc,
    securityGroupIngress: ranges.map((cidrIp) => ({
      ...{ ipProtocol: 'tcp', fromPort: port, toPort: port, cidrIp },
      description: `Clients in ${cidrIp}`,
    })),
    // A group without any rule for the way out is given one that allows all; this one leads nowhere.
    securityGroupEgress: [
      { ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'Nothing goes out' },
    ],
  });
  return group.attrGroupId;
}
