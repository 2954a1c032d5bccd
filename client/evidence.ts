/** Whether a README opens with front matter that makes its folder a Gradio Space. */
export function isGradioCard(text: string): boolean {
  const [first = '', ...rest] = text.replace(/^\uFEFF?\s*/, '').split(/\r?\n/, 200);
  if (first.trimEnd() !== '---') return false;
  for (const line of rest) {
    if (/^(?:---|\.\.\.)\s*$/.test(line)) return false;
    if (/^["']?sdk["']?\s*:\s*["']?gradio\b/.test(line)) return true;
  }
  return false;
}

/**
 * Whether Python text imports Hugging Face's `spaces`, also behind another statement on its line. `from gymnasium import
 * spaces` does not. A project's own module of that name does: the server looks closer and stays silent then.
 */
export function importsSpaces(text: string): boolean {
  // With the decorator already there and the import still to come, the server tells of the import.
  if (/^[ \t]*@spaces\.GPU\b/m.test(text)) return true;
  if (/^[^\r\n\u2028\u2029#'"]*\b(?:import_module|__import__)\([ \t]*["']spaces["'.]/m.test(text)) return true;
  return /^\uFEFF?(?:[^\r\n\u2028\u2029#]*[;:])?[ \t]*(?:import[ \t]+(?:[^\r\n\u2028\u2029#;]*,[ \t]*)?spaces(?:\.\w+)*(?:[ \t]|[,;#\r]|$)|from[ \t]+spaces(?:\.\w+)*[ \t]+import\b)/m.test(
    text,
  );
}
