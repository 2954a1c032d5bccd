/** What tells people, on standard error, each thing once. */
export function teller(): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) console.error(`zerogpu-lint: ${message}`);
    told.add(message);
  };
}
