// Web data: what a web interface keeps for its users with a project, such as the columns and filters of a table of runs.
import { checkDocumentSize } from '../document-size.ts';
import { checkTitle } from '../name.ts';

export const webDataTypes = ['run_view', 'ag_run_view'] as const;
export type WebDataType = (typeof webDataTypes)[number];

/** In a project, of one type. */
export const maxWebData = 100;

/** What the interface wrote; only the interface knows what it means. */
type Payload = Readonly<Record<string, unknown>>;

export type WebData = {
  readonly id: string;
  readonly client: string;
  readonly project: string;
  readonly type: WebDataType;
  readonly name: string;
  readonly payload: Payload;
  readonly user: string | null;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly updated: number;
};

export type WebDataInput = { readonly display_name: string; readonly payload: Payload };
export type WebDataUpdate = { readonly display_name?: string | undefined; readonly payload?: Payload | undefined };

type Made = Pick<WebData, 'id' | 'client' | 'project' | 'type' | 'user' | 'created'>;

/** Throws the 400 for a name that is none, or a payload that is too large to be stored. */
export const newWebData = ({ display_name, payload }: WebDataInput, made: Made): WebData =>
  checkDocumentSize(
    { ...made, name: checkTitle(display_name, 'display_name'), payload, updated: made.created },
    'payload',
  );

/** What is absent stays. `now` in seconds. */
export const updateWebData = (before: WebData, { display_name, payload }: WebDataUpdate, now: number): WebData =>
  checkDocumentSize(
    {
      ...before,
      name: display_name === undefined ? before.name : checkTitle(display_name, 'display_name'),
      payload: payload ?? before.payload,
      updated: now,
    },
    'payload',
  );

export const publicWebData = (data: WebData) => ({
  object: 'web_data' as const,
  id: data.id,
  created: data.created,
  updated: data.updated,
  created_by: data.user,
  display_name: data.name,
  parent_resource_type: 'project' as const,
  parent_resource_id: { client: data.client, project: data.project },
  web_data_type: data.type,
  payload: data.payload,
});
