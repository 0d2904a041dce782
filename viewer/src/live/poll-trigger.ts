/** When a fragment asks for itself: by time, and when `live.js` says that the page is looked at again. */
export function pollTrigger(seconds: number): string {
  // In milliseconds: HTMX 4 takes the point of "2.5s" for a path, and would poll every 2 ms.
  return `every ${Math.round(seconds * 1_000)}ms, look`;
}
