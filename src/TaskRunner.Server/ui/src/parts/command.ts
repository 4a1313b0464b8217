/** A command line as a shell reads it: what a shell would take for more than a word is quoted. */
export function command(...words: string[]): string {
  return ['taskrunner', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w.,:/=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
