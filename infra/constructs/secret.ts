// A secret that the deployment makes for itself: random letters and digits that nobody has to type.
import type { RemovalPolicy } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** What the rest of the stack has to know of a secret, whether it makes it or takes it over. */
export type KnownSecret = Pick<ISecret, 'secretArn'>;

/** Encrypted with the account's own key of Secrets Manager. `removalPolicy` says whether it outlives the stack. */
export const makeSecret = (scope: Construct, id: string, description: string, removalPolicy: RemovalPolicy): Secret =>
  new Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
    removalPolicy,
  });
