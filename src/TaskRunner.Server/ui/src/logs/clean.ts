const longest = 20_000;

// These are the control characters a terminal would obey and a page must not.
const operatingSystemCommand = /\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g;
const otherSequences = /\u001b\[[0-9;:?<=>!]*[ -/]*[@-ln-~]|\u001b[ -/]*[0-Z\\^-~]/g;
const otherControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** A line of a log without what moves cursors, sets titles or makes links; colours stay. What overwrote its line is what is left of it. */
export function clean(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  const last = text.slice(text.lastIndexOf('\r') + 1);
  const kept = last.length > longest ? `${last.slice(0, longest)}…` : last;
  return kept.replace(operatingSystemCommand, '').replace(otherSequences, '').replace(otherControls, '');
}

const colours = /\u001b\[[0-9;:]*m|\u001b/g;

export function plain(line: string): string {
  return line.replace(colours, '');
}
