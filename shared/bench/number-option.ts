import { InvalidArgumentError } from 'commander';

/** Reads an option of a benchmark that is a number from `min` to `max`. */
export function numberOption(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It has to be a number from ${min} to ${max}.`);
    }
    return value;
  };
}
