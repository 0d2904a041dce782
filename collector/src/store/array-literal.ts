/** Numbers as Postgres reads an array of them: `{1,2}`. */
export function arrayLiteral(numbers: readonly (number | bigint)[]): string {
  return `{${numbers.join(',')}}`;
}
