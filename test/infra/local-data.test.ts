// The local host's data folder: one host at a time, orphans ended only when they are proven, damage seen before it is served.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { readCommandLine } from '../../infra/local/command-line.ts';
import { openFolder, writeWhole } from '../../infra/local/data/folder.ts';
import { takeLock } from '../../infra/local/data/lock.ts';
import { isRunning, type Proof, proofOf } from '../../infra/local/data/proof.ts';
import { openLog } from '../../infra/local/lambda/log.ts';
import { refuseTruncated } from '../../infra/local/services/data-file.ts';
import { makeFolder, removeFolders } from './local-fixture.ts';

afterAll(removeFolders);

async function sleeper(): Promise<{
  readonly proof: Proof;
  readonly ended: Promise<unknown>;
  readonly end: () => void;
}> {
  const child = spawn('sleep', ['60']);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.once('spawn', resolve));
  const proof = proofOf(child.pid ?? 0);
  if (!proof) throw new Error('no such process');
  return { proof, ended, end: () => void child.kill('SIGKILL') };
}

/** A lock as a host that was killed left it. */
const leaveLock = (folder: string, host: Proof, children: readonly Proof[]) =>
  writeFileSync(join(folder, 'lock'), JSON.stringify({ host, children }));

const dead: Proof = { pid: 2 ** 22 + 1, started: '1', command: 'gone' };

describe('the lock', () => {
  // While the holder runs nobody else gets it, and the refusal says who it is; afterwards everybody may.
  test('is for one host at a time', async () => {
    const folder = makeFolder();
    const lock = await takeLock(folder);
    await expect(takeLock(folder)).rejects.toThrow(`process ${process.pid}`);
    lock.note([]);
    await expect(takeLock(folder)).rejects.toThrow('Another host');
    lock.release();
    (await takeLock(folder)).release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  // Of several starts at the same moment, on a free folder or over a dead holder's lock, exactly one wins.
  test.each([false, true])('has one winner (after a killed host: %s)', async (stale) => {
    const folder = makeFolder();
    if (stale) leaveLock(folder, dead, []);
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(folder)));
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  // A killed host's children are ended before the folder is used again.
  test('ends orphans', async () => {
    const folder = makeFolder();
    const orphan = await sleeper();
    leaveLock(folder, dead, [orphan.proof]);
    (await takeLock(folder)).release();
    expect(isRunning(orphan.proof)).toBe(false);
    await orphan.ended;
  });

  // A process that only has the number of a child, but another start time or command line, is left alone.
  test.each([{ started: '1' }, { command: 'sleep 61' }])('spares others (%j)', async (other) => {
    const folder = makeFolder();
    const bystander = await sleeper();
    leaveLock(folder, { ...bystander.proof, ...other }, [{ ...bystander.proof, ...other }]);
    (await takeLock(folder)).release();
    expect(isRunning(bystander.proof)).toBe(true);
    bystander.end();
    await bystander.ended;
  });

  // A lock file that a crash left empty holds nobody off.
  test('survives an empty file', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'lock'), '');
    (await takeLock(folder)).release();
  });
});

describe('the folder', () => {
  // Made with its parents, for the owner alone; files appear whole with mode 600.
  test('is private', () => {
    const root = join(makeFolder(), 'a', 'b');
    const { token } = openFolder(root);
    writeWhole(token, 'secret');
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(statSync(token).mode & 0o777).toBe(0o600);
    expect(readFileSync(token, 'utf8')).toBe('secret');
  });

  // A path that cannot be a folder is one sentence with the option that helps.
  test('must be writable', () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openFolder(join(file, 'data'))).toThrow('choose another one with --data');
  });

  // A disk without room is the same sentence, and nothing half-written stays. A shell that lets files have 512 bytes stands for the disk.
  test('must have room', () => {
    const folder = makeFolder();
    const code = `const { openFolder } = await import('./infra/local/data/folder.ts');
      try { openFolder(process.argv.at(-1)); } catch ({ message }) { process.stdout.write(message); }`;
    const limited = `ulimit -f 1; exec "$@"`;
    const words = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', code, folder];
    const { stdout } = spawnSync('sh', ['-c', limited, 'sh', ...words], { encoding: 'utf8' });
    expect(stdout).toContain(`Cannot write to the data folder ${folder}`);
    expect(readdirSync(folder)).toEqual(['log']);
  });

  // What cannot take its place is not left beside it.
  test('keeps no drafts', () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'token'));
    expect(() => writeWhole(join(folder, 'token'), 'secret')).toThrow();
    expect(readdirSync(folder)).toEqual(['token']);
  });
});

describe('a log', () => {
  // A full disk costs lines, not the host: it is told once, and lines are written again when there is room.
  test('goes on after a full disk', async () => {
    const file = join(makeFolder(), 'Function.log');
    symlinkSync('/dev/full', file);
    const told: string[] = [];
    const log = openLog(file, (line) => told.push(line));
    for (const line of ['first', 'second']) {
      log.line(line);
      await sleep(150);
    }
    expect(told).toEqual([expect.stringContaining(`${file} are lost: ENOSPC`)]);
    rmSync(file);
    log.line('third');
    await log.close();
    expect(readFileSync(file, 'utf8')).toBe('third\n');
  });
});

describe('the data file', () => {
  const header = (pages: number) => {
    const bytes = Buffer.alloc(pages * 4096);
    bytes.write('SQLite format 3\0');
    bytes.writeUInt16BE(4096, 16);
    bytes.writeUInt32BE(pages, 28);
    return bytes;
  };
  const fileOf = (content: Buffer) => {
    const file = join(makeFolder(), 'dynamodb.sqlite');
    writeFileSync(file, content);
    return file;
  };

  // Whole files and fresh starts pass; a file that is cut off, or something else, is refused with its path.
  test('is whole', () => {
    expect(() => refuseTruncated(fileOf(header(3)))).not.toThrow();
    expect(() => refuseTruncated(fileOf(Buffer.alloc(0)))).not.toThrow();
    expect(() => refuseTruncated(join(makeFolder(), 'none'))).not.toThrow();
    const cut = fileOf(header(3));
    truncateSync(cut, 4096 * 2);
    expect(() => refuseTruncated(cut)).toThrow(`The data in ${cut} is half-written`);
    expect(() => refuseTruncated(fileOf(Buffer.from('something else')))).toThrow('half-written');
  });

  // With a write-ahead log a short file is what a killed checkpoint leaves, and is repaired from the log.
  test('may be short beside a log', () => {
    const cut = fileOf(header(3));
    truncateSync(cut, 4096 * 2);
    writeFileSync(`${cut}-wal`, 'frames');
    expect(() => refuseTruncated(cut)).not.toThrow();
  });
});

describe('the command line', () => {
  // Options and their defaults.
  test('is read', () => {
    expect(readCommandLine([])).toEqual({
      port: 3000,
      data: '.cairn',
      explain: false,
      operator: false,
      alb: false,
      watch: false,
      help: false,
    });
    expect(readCommandLine(['--port', '0', '--data=x', '--watch'])).toMatchObject({ port: 0, data: 'x', watch: true });
    expect(readCommandLine(['--port', '65534', '--alb'])).toMatchObject({ port: 65_534, alb: true });
  });

  // What it does not understand is named.
  test.each([
    [['--prot', '1'], '--prot'],
    [['--port', '99999'], '--port 99999'],
    [['--port', 'x'], '--port x'],
    // The load balancer needs the port behind it.
    [['--port', '65535', '--alb'], 'from 0 to 65534'],
    [['extra'], 'extra'],
  ])('refuses %j', (args, named) => expect(() => readCommandLine(args)).toThrow(named));
});
