// What a reader's answers say, with the interval of course_lib/recipe/reading.py.

const STANDARD_ERRORS = 1.96; // of a 95 % interval

export function wilsonInterval(right, rows) {
  const share = right / rows;
  const spread = STANDARD_ERRORS ** 2 / rows;
  const middle = share + spread / 2;
  const half = Math.sqrt(spread * share * (1 - share) + spread ** 2 / 4);
  return [(middle - half) / (1 + spread), (middle + half) / (1 + spread)];
}

// The characters that stand for pictures: spaces do not count.
export const typed = (answers) => [...answers].filter((character) => character.trim());

export function readingInWords(answers, labels) {
  const given = typed(answers);
  if (given.length !== labels.length) {
    return `Type one character for each of ${labels.length} pictures; there are ${given.length}.`;
  }
  const differing = [...given.keys()].filter((place) => given[place] !== labels[place]);
  const right = labels.length - differing.length;
  const [low, high] = wilsonInterval(right, labels.length).map((end) => end.toFixed(2));
  const where = differing.map((place) => `picture ${place + 1}: you ${given[place]}, label ${labels[place]}`);
  return (
    `${right} of ${labels.length} as labelled: an accuracy between ${low} and ${high} (95 % interval). ` +
    `${where.join("; ") || "No difference"}.`
  );
}
