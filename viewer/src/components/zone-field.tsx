import type { View } from '../site.ts';

/** Keeps the visitor's zone where a form is sent: its parameters replace those of the address. */
export const ZoneField = ({ view }: { readonly view: View }) =>
  view.zoneParam === null ? null : <input type="hidden" name="tz" value={view.zoneParam} />;
