/** Whether the driver understands it: what it cannot read it would throw back at us, password and all. Several hosts with commas are fine. */
export function isDatabaseUrl(text: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(text)) return false;
  try {
    const url = new URL(text.replace(/^(\w+:\/\/(?:[^/?]*@)?[^,/?]*),[^/?]*/, '$1'));
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
