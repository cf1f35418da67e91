// Rows of the route table: what a web interface keeps with a project. The project stands in query or body, and the rights there are looked up with it.
import { loadNothing } from '../../operations/load.ts';
import { changeWebData, createWebData, deleteWebData, listAllWebData } from '../../operations/projects/web-data.ts';
import { accountRoute } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { pageReply } from '../schemas/page-reply.ts';
import {
  webDataCreate,
  webDataDeleteQuery,
  webDataListQuery,
  webDataReply,
  webDataUpdate,
} from '../schemas/web-data-shapes.ts';

const all = { path: '/v1/web_data', group: 'account', level: 'caller', refuses: [404], load: loadNothing } as const;
const whose = 'of a project, for a web interface';

export const webDataRows = [
  accountRoute({
    ...{ ...all, method: 'POST', summary: `Create web data ${whose}` },
    query: nothing,
    body: webDataCreate,
    reply: webDataReply,
    run: createWebData,
  }),
  accountRoute({
    ...{ ...all, method: 'GET', summary: `List web data ${whose}` },
    query: webDataListQuery,
    body: nothing,
    reply: pageReply(webDataReply),
    run: listAllWebData,
  }),
  accountRoute({
    ...{ ...all, method: 'PUT', summary: `Change web data ${whose}` },
    query: nothing,
    body: webDataUpdate,
    reply: webDataReply,
    run: changeWebData,
  }),
  accountRoute({
    ...{ ...all, method: 'DELETE', summary: `Delete web data ${whose}` },
    query: webDataDeleteQuery,
    body: nothing,
    reply: nothing,
    run: deleteWebData,
  }),
];
