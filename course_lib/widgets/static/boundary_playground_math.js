// How one neuron, or a small network, comes to its boundary: the numbers of boundary_learning.py, computed in the
// browser. `points` are [x, y, label], with labels 0 and 1. Nothing here touches the page.

import { descend } from "./boundary_descent.js";
import { normalNumbers } from "./browser_random.js";
import { quickTanh } from "./quick_tanh.js";

export const LEARNERS = ["perceptron", "logistic", "mlp"];

// What is known before the first step: weights in one line, as Python has them, and where to go on.
export function startOf({ learner, hidden, seed }) {
  const weights = learner === "mlp" ? networkWeights(hidden, seed) : new Float64Array(3);
  return { weights, steps: 0, row: 0, done: false };
}

// Glorot's rule, as N(0, 2 / (inputs + outputs)) for each layer; biases are 0.
function networkWeights(hidden, seed) {
  const drawn = normalNumbers(seed, 3 * hidden);
  const weights = new Float64Array(4 * hidden + 1);
  for (let i = 0; i < 2 * hidden; i += 1) weights[i] = Math.sqrt(2 / (2 + hidden)) * drawn[i];
  for (let i = 0; i < hidden; i += 1) {
    weights[3 * hidden + i] = Math.sqrt(2 / (hidden + 1)) * drawn[2 * hidden + i];
  }
  return weights;
}

// From `known`, which has learned less from the same points, to `steps` steps or to where learning ends.
export function learnedFrom(known, { learner, lr }, points, steps) {
  const state = { ...known, weights: Float64Array.from(known.weights) };
  if (learner === "perceptron") {
    while (state.steps < steps && !state.done) correctOne(state, points);
  } else if (points.length === 0) {
    state.done = state.done || steps > state.steps;
  } else if (steps > state.steps) {
    descend(learner, state.weights, points, lr, steps - state.steps);
    state.steps = steps;
  }
  return state;
}

// Goes on to the next point that is wrong, and corrects it.
function correctOne(state, points) {
  const { weights } = state;
  for (let tried = 0; tried < points.length; tried += 1) {
    const [x, y, label] = points[state.row];
    state.row = (state.row + 1) % points.length;
    const error = label - (weights[0] * x + weights[1] * y + weights[2] > 0 ? 1 : 0);
    if (error !== 0) {
      weights[0] += error * x;
      weights[1] += error * y;
      weights[2] += error;
      state.steps += 1;
      return;
    }
  }
  state.done = true;
}

// z at a place: yes where it is above 0.
export function outputOf(learner, weights, x, y) {
  if (learner !== "mlp") return weights[0] * x + weights[1] * y + weights[2];
  const hidden = (weights.length - 1) / 4;
  let sum = weights[4 * hidden];
  for (let unit = 0; unit < hidden; unit += 1) {
    const z = weights[2 * unit] * x + weights[2 * unit + 1] * y + weights[2 * hidden + unit];
    sum += weights[3 * hidden + unit] * quickTanh(z);
  }
  return sum;
}

// Everything that is said about the points.
export function judgedPoints(learner, weights, points) {
  const outputs = points.map(([x, y]) => outputOf(learner, weights, x, y));
  const wrong = points.flatMap(([, , label], i) => (outputs[i] > 0 === (label === 1) ? [] : [i]));
  const surprise = ([, , label], i) => softplus(label === 1 ? -outputs[i] : outputs[i]);
  const sum = points.map(surprise).reduce((total, value) => total + value, 0);
  const loss = learner === "perceptron" || points.length === 0 ? null : sum / points.length;
  return { outputs, wrong, loss };
}

// z on a grid of `count` × `count` cells that cover the plane from −1 to 1, row after row from the top.
export function planeOutputs(learner, weights, count) {
  const middle = (cell) => ((cell + 0.5) / count) * 2 - 1;
  const outputs = new Float64Array(count * count);
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      outputs[row * count + column] = outputOf(learner, weights, middle(column), -middle(row));
    }
  }
  return outputs;
}

export const sigmoidOf = (z) => 1 / (1 + Math.exp(-z));

// log(1 + e^z), which does not overflow
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
