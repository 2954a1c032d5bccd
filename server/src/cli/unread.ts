import { namedApp, type SpaceFiles, unreadMessage } from '../engine/discovery';

/** Tells of each file that is there and could not be read; true when the app starts with one, so that nothing is known of it. */
export function tellUnread(files: SpaceFiles, tell: (message: string) => void): boolean {
  for (const [path, { why }] of files.unread) tell(unreadMessage(path, why));
  return isAppUnread(files);
}

/** Whether the file that the app starts with could not be read. */
export function isAppUnread({ root, texts, unread }: SpaceFiles): boolean {
  return unread.has(`${root}/${namedApp(texts.get(`${root}/README.md`) ?? '') ?? 'app.py'}`);
}
