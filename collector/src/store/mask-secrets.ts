/** Words of which the rest of the command is a secret: `rcon_password`, `sv_password`, `sv_setsteamaccount`, `sm_webapi_key`, … */
const SECRET_WORD =
  /[\w-]*(?:passw(?:or)?d|passphrase|secret|token|steamaccount|api_?key|auth_?key)[\w-]*/i;
const MASK = '***';

/** A console line with `***` in place of every secret that can be told: the arguments of secret settings, and `secrets` anywhere. */
export function maskSecrets(line: string, secrets: readonly string[] = []): string {
  const known = secrets
    .filter((secret) => secret !== '')
    // The longer first: one may be a part of the other.
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, MASK), line);
  return commandsOf(known).map(maskCommand).join(';');
}

function maskCommand(command: string): string {
  const word = SECRET_WORD.exec(command);
  if (word === null) return command;
  const end = word.index + word[0].length;
  // An inner quote ends the word, too: in `alias x "rcon_password y"` only the rest is secret.
  return /[^\s"]/.test(command.slice(end)) ? `${command.slice(0, end)} ${MASK}` : command;
}

/** As the engine splits a line: at every `;` outside of quotes. A quote that is never closed reaches to the end. */
function commandsOf(line: string): readonly string[] {
  const commands: string[] = [];
  let begin = 0;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted;
    if (line[at] !== ';' || isQuoted) continue;
    commands.push(line.slice(begin, at));
    begin = at + 1;
  }
  return [...commands, line.slice(begin)];
}
