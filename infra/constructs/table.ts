// A table that outlives its stack: on-demand, encrypted, with point-in-time recovery, deletion protection and expiring items.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type ITableV2,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/** What the rest of the stack has to know of a table, whether it makes it or takes it over. */
export type KnownTable = Pick<ITableV2, 'tableName' | 'tableArn' | 'metric' | 'node'>;

/** String keys `pk` and `sk`. It has no name of its own: a restore makes a new table, which takes its place by an option (docs/operations.md). */
export function makeTable(scope: Construct, id: string, indexes: GlobalSecondaryIndexPropsV2[] = []): TableV2 {
  return new TableV2(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    globalSecondaryIndexes: indexes,
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
