// Rows of the route table: files of training runs.
import { createFile, fetchFile, loadFile } from '../../operations/runs/files.ts';
import { loadRun } from '../../operations/runs/load.ts';
import { route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { fileCreate, fileDownloadReply, fileUploadReply } from '../schemas/file-shapes.ts';

const group = 'runs' as const;

export const fileRows = [
  route({
    method: 'POST',
    path: '/v1/training_runs/{run}/files',
    group,
    level: 'write',
    load: loadRun,
    query: nothing,
    body: fileCreate,
    reply: fileUploadReply,
    run: createFile,
  }),
  route({
    method: 'GET',
    path: '/v1/files/{file}',
    group,
    level: 'read',
    load: loadFile,
    query: nothing,
    body: nothing,
    reply: fileDownloadReply,
    run: fetchFile,
  }),
];
