import { messageOf, UserError } from '@rollcall/shared';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

/** A file that cannot be used, in words. */
export function fileProblem(what: 'read' | 'write', path: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new UserError(`cannot ${what} ${path}: ${WORDS[code] ?? (code || messageOf(error))}`, {
    cause: error,
  });
}
