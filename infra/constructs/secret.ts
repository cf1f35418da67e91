// A secret that the deployment makes for itself: random letters and digits that nobody has to type.
import type { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** Encrypted with the account's own key of Secrets Manager. `removalPolicy` says whether it outlives the stack. */
export const makeSecret = (scope: Construct, id: string, description: string, removalPolicy: RemovalPolicy): Secret =>
  new Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
    removalPolicy,
  });
