/** Words of which the rest of the command is a secret: `rcon_password`, `sv_password`, `sv_setsteamaccount`, `sm_webapi_key`, … */
const SECRET_WORD =
  /[\w-]*(?:passw(?:or)?d|passphrase|secret|token|steamaccount|api_?key|auth_?key)[\w-]*/i;
const MASK = '***';

/** A console line with `***` in place of every secret that can be told: the arguments of secret settings, and `secrets` anywhere. */
export function maskSecrets(line: string, secrets: readonly string[] = []): string {
  const known = secrets
    .filter((secret) => secret !== '')
    // The longer first: one may be a part of the other.
    .toSorted((a, b) => b.length - a.length);
  if (known.length === 0) return maskArguments(line);
  const escaped = known.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  const either = new RegExp([...escaped, SECRET_WORD.source].join('|'), 'gi');
  return maskArguments(
    line.replace(either, (found) => maskFound(found.toLowerCase(), known) ?? found),
  );
}

/** A text that is no console line, with `***` in place of each of `secrets`. */
export function maskKnown(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

/** A known secret, or a secret word. A word that holds a known secret has to stay one: what follows it is a secret, too. */
function maskFound(found: string, known: readonly string[]): string | null {
  if (known.some((secret) => secret.toLowerCase() === found)) return MASK;
  return known.some((secret) => found.includes(secret.toLowerCase())) ? `${MASK}_secret` : null;
}

function maskArguments(line: string): string {
  return commandsOf(line).map(maskCommand).join(';');
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
