// Findings of the security checks that are accepted, each with its reason.
import { type Stack, Validations } from 'aws-cdk-lib';

export const suppressions: readonly { readonly id: string; readonly reason: string }[] = [
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'The functions check the token themselves: a gateway authorizer answers 401 and 403 with bodies that cannot be shaped, and its cache would let a revoked token live on.',
  },
  {
    id: 'AwsSolutions-S1',
    reason:
      'Objects are reached by signed URLs alone, and each was asked for through the API, whose log says by which client; server access logs would be a second bucket to pay for and to erase people from.',
  },
  {
    id: 'AwsSolutions-SMG4',
    reason:
      "A new key would change every token that is derived with it, and a new operator's token would lock the operator's scripts out: both are changed by hand, when somebody decides so.",
  },
];

export function acknowledge(stack: Stack): void {
  for (const suppression of suppressions) Validations.of(stack).acknowledge(suppression);
}
