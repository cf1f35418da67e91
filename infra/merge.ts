// The name under which the template notes, beside its API, the routes of the method MERGE: API Gateway refuses them, the local host serves them.
export const mergeNote = 'cairn:merge';
