/** `*values` or `**settings` is unpacked in the call: what it is given is not all known. */
export function unpacks({ args }: { readonly args: readonly { readonly keyword: string | undefined }[] }): boolean {
  return args.some(({ keyword }) => keyword === '*' || keyword === '**');
}

/**
 * An argument of a call by its keyword, or by its position where nothing is unpacked before it. Without `keyword` the
 * argument can only be given by position, without `position` only by keyword.
 */
export function argumentOf<T extends { readonly keyword: string | undefined }>(
  { args }: { readonly args: readonly T[] },
  keyword: string | undefined,
  position?: number,
): T | undefined {
  const named = keyword === undefined ? undefined : args.find((argument) => argument.keyword === keyword);
  if (named || position === undefined || args.some((argument) => argument.keyword === '*')) return named;
  return args.filter((argument) => argument.keyword === undefined)[position];
}
