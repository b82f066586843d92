// The state that the playground shares with Python, refused where a saved notebook was damaged.

import { LEARNERS } from "./boundary_playground_math.js";

export const LIMITS = {
  hidden: { min: 1, max: 8, step: 1 },
  lr: { min: 0.01, max: 10 },
  seed: { min: 0, max: 99, step: 1 },
  steps: { min: 0, max: 2000, step: 1 },
};
export const MOST_POINTS = 80;
export const GRID = 64; // points lie on a grid of 1/64, where sums are exact

export const LEARNER_NAMES = {
  perceptron: "perceptron (Rosenblatt's rule)",
  logistic: "logistic neuron (gradient descent)",
  mlp: "network with a hidden layer of tanh",
};

export const onGrid = (value) => Math.min(1, Math.max(-1, Math.round(value * GRID) / GRID));

// What the model holds, ready to compute with. Throws an error that says what was expected and what came.
export function playgroundState(model) {
  const state = { learner: model.get("learner"), lr: model.get("lr") };
  if (!LEARNERS.includes(state.learner)) refused("learner", `one of ${LEARNERS.join(", ")}`, state.learner);
  const { min, max } = LIMITS.lr;
  if (!(typeof state.lr === "number" && state.lr >= min && state.lr <= max)) {
    refused("lr", `a number from ${min} to ${max}`, state.lr);
  }
  for (const name of ["hidden", "seed", "steps"]) state[name] = wholeNumber(name, model.get(name), LIMITS[name]);
  state.points = knownPoints("points", model.get("points"));
  const presets = model.get("presets");
  if (!Array.isArray(presets)) refused("presets", "a list", presets);
  state.presets = presets.map(({ name, points }) => ({
    name: String(name),
    points: knownPoints("presets", points),
  }));
  return state;
}

function wholeNumber(name, value, { min, max }) {
  if (!Number.isInteger(value) || value < min || value > max) {
    refused(name, `a whole number from ${min} to ${max}`, value);
  }
  return value;
}

function knownPoints(name, points) {
  const isPlace = (value) => typeof value === "number" && value >= -1 && value <= 1;
  const isPoint = (point) =>
    Array.isArray(point) && point.length === 3 && isPlace(point[0]) && isPlace(point[1]) && [0, 1].includes(point[2]);
  if (!Array.isArray(points) || points.length > MOST_POINTS) {
    refused(name, `a list of at most ${MOST_POINTS} points`, points?.length ?? points);
  }
  const bad = points.find((point) => !isPoint(point));
  if (bad !== undefined) refused(name, "points [x, y, class] with x and y from −1 to 1, class 0 or 1", bad);
  return points;
}

function refused(name, expected, received) {
  throw new Error(`${name}: expected ${expected}, received ${JSON.stringify(received) ?? received}`);
}
