// What was opened and must be closed, in the opposite order; the same way after a stop and after a start that failed.

export type Closers = { readonly add: (close: () => unknown) => void; readonly closeAll: () => Promise<void> };

/** `closeAll` may be called again: the second call waits for the first. A closer that fails does not stop the others. */
export function makeClosers(): Closers {
  const closers: (() => unknown)[] = [];
  let closed: Promise<void> | undefined;
  const closeAll = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close();
      } catch {
        // What cannot be closed has mostly ended by itself, and what was opened before it still has to be closed.
      }
    }
  };
  return {
    add: (close) => void closers.push(close),
    closeAll: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}
