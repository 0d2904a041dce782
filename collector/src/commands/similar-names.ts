const MAX_SUGGESTIONS = 3;
/** Long names would take long to compare, and are not typed but copied. */
const MAX_COMPARED = 100;

/** The names that somebody who typed `typed` may have meant, the most similar first. */
export function similarNames(typed: string, names: readonly string[]): readonly string[] {
  const wanted = fold(typed);
  if (wanted === '') return [];
  return names
    .map((name) => ({ name, distance: distanceTo(wanted, fold(name)) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

function fold(text: string): string {
  return text.trim().toLowerCase().slice(0, MAX_COMPARED);
}

/** How many letters have to be typed otherwise; a part of the name counts as nearly right. */
function distanceTo(typed: string, name: string): number {
  if (typed === name) return 0;
  if (typed.length >= 2 && name.includes(typed)) return 0.5;
  let previous = Array.from({ length: name.length + 1 }, (_, at) => at);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= name.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (typed[i - 1] === name[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[name.length] ?? 0;
}
