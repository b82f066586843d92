// What the map of the race says, in words.

// A number with three digits, as one reads it aloud.
export function inWords(value) {
  if (!Number.isFinite(value)) return "no number";
  const size = Math.abs(value);
  const short = size === 0 || (size >= 0.001 && size < 1e5);
  const text = short ? String(Number(value.toPrecision(3))) : value.toExponential(1);
  return text.replaceAll("-", "−"); // a hyphen would let the number break across lines
}

export const place = (point) => `(${point.map((value) => inWords(Number(value.toFixed(3)))).join(", ")})`;

// Where one racer is after its last step.
export function standing(name, path, steps, loss) {
  const at = path.at(-1);
  if (path.length <= steps) return `${name}: gone for good after ${path.length - 1} steps`;
  return `${name}: loss ${inWords(loss(...at))} at ${place(at)}`;
}

// What is said aloud when something has changed.
export function readout(steps, paths, loss) {
  const each = Object.entries(paths).map(([name, path]) => standing(name, path, steps, loss));
  return `After ${steps} step${steps === 1 ? "" : "s"}. ${each.join(". ")}.`;
}

// The map, for who cannot see it.
export function finding({ surface, start, steps }, title, paths, loss) {
  const ends = Object.entries(paths).map(([name, path]) => {
    return [name, path.length > steps ? loss(...path.at(-1)) : Infinity];
  });
  const [first] = ends.reduce((best, end) => (end[1] < best[1] ? end : best));
  return (
    `Map of the loss over two weights: ${title}. Four paths begin at ${place(start)}. ` +
    (steps ? `After ${steps} steps ${first} has the lowest loss. ` : "") +
    "Arrow keys move the start, with Shift ten times as far; Home puts it back."
  );
}
