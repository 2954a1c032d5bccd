/** Puts text into a style, by the code of that. */
export type Paint = (code: string, text: string) => string;

export const bold = '1';
export const dim = '2';

/** Paints where the terminal knows colors, and leaves text as it is elsewhere. */
export function painter(color: boolean): Paint {
  return (code, text) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
}

/** `1 problem`, `2 problems`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** Nothing in a file may move the cursor of a terminal. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '�');
}
