// What the plane of points shows, in words.

import { sigmoidOf } from "./boundary_playground_math.js";
import { LIMITS } from "./boundary_playground_state.js";

export const CLASS_NAMES = ["class 0 (circle)", "class 1 (square)"];

const threeDigits = (value) => String(Number(value.toPrecision(3)));

export const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

// Where learning stands.
export function progressInWords({ learner, points }, { steps, done }, { wrong, loss }) {
  const what = learner === "perceptron" ? "correction" : "step";
  let end = steps === LIMITS.steps.max ? " More steps than that are not taken here." : "";
  if (done && learner === "perceptron" && points.length > 0) end = " No mistakes: it stops by itself.";
  return (
    `After ${counted(steps, what)}: ${wrong.length} of ${counted(points.length, "point")} on the wrong side` +
    `${loss === null ? "" : `, loss ${threeDigits(loss)}`}.${end}`
  );
}

export function weightsInWords(learner, weights) {
  if (learner === "mlp") return "";
  const [first, second, bias] = Array.from(weights, threeDigits);
  return `w = (${first}, ${second}), b = ${bias}`.replaceAll("-", "−");
}

// What is at the cursor.
export function cursorInWords(learner, [x, y], z, point) {
  const answer = learner === "perceptron" ? (z > 0 ? "yes" : "no") : `probability of yes ${threeDigits(sigmoidOf(z))}`;
  const near = point === undefined ? "no point near" : `nearest point: ${CLASS_NAMES[point[2]]}`;
  return `Cursor at ${x.toFixed(2)}, ${y.toFixed(2)}: ${answer}; ${near}.`.replaceAll("-", "−");
}

// For who cannot see the plane.
export function planeInWords(said) {
  return `Plane of points and boundary. ${said} Arrow keys move the cursor, Enter uses the tool, Delete takes away.`;
}
