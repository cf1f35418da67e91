// The load balancer: finds the rule of a request, invokes its function or gives its fixed answer, and answers as Elastic Load Balancing would.
import type { Server } from 'node:http';
import { splitUrl } from '../http/event.ts';
import { type Answer, type Manners, makeFront } from '../http/front.ts';
import type { Reply } from '../http/reply.ts';
import type { Lambda } from '../lambda/invoke.ts';
import { makeBalancerEvent } from './event.ts';
import type { Fixed, Listener } from './listener.ts';
import { badGateway, balancerPage, balancerReplyOf, sizeLimit } from './reply.ts';
import { makeRuleMatcher } from './rule-match.ts';

/** Bodies for functions may have 1 MB; for other targets there is no limit, and we have none of them. */
const manners: Manners = {
  bodyLimit: sizeLimit,
  bodyTooLarge: balancerPage(413),
  unavailable: balancerPage(503),
  headers: () => ({}),
};

export const makeBalancer = (listener: Listener, lambda: Lambda): Server => {
  const answer = makeBalancerAnswer(listener, lambda);
  return makeFront(manners, () => answer);
};

function makeBalancerAnswer({ rules, dropsInvalidHeaders }: Listener, lambda: Lambda): Answer {
  const match = makeRuleMatcher(rules);
  return async (received) => {
    const action = match(received.method, splitUrl(received.url).path)?.action;
    if (!action) return badGateway;
    if (!('target' in action)) return fixed(action);
    const setting = { targetGroup: action.targetGroup, dropsInvalidHeaders };
    const outcome = await lambda.invoke(action.target, makeBalancerEvent(received, setting, Date.now()));
    return outcome.failure ? badGateway : balancerReplyOf(outcome.payload);
  };
}

const fixed = ({ status, contentType, body }: Fixed): Reply => ({
  status,
  headers: { server: 'awselb/2.0', 'content-type': contentType },
  body,
});
