// Gradient descent on the mean of −log(probability of what is true), thousands of steps in about a frame. So its
// numbers stand in arrays that are made once, and each unit meets all points before the next unit does.

import { quickTanh } from "./quick_tanh.js";

// Changes `weights` by so many steps; `points` are [x, y, label], at least one.
export function descend(learner, weights, points, lr, steps) {
  const [xs, ys, labels] = [0, 1, 2].map((part) => Float64Array.from(points, (point) => point[part]));
  const [outputs, shares] = [new Float64Array(points.length), new Float64Array(points.length)];
  const hidden = learner === "mlp" ? (weights.length - 1) / 4 : 0;
  const values = new Float64Array(hidden * points.length); // what each unit says of each point
  const batch = { xs, ys, labels, outputs, shares, values };
  const step = learner === "mlp" ? descendNetwork : descendNeuron;
  for (let taken = 0; taken < steps; taken += 1) step(weights, lr, batch);
}

function descendNeuron(weights, lr, { xs, ys, labels, outputs, shares }) {
  const [forX, forY, bias] = weights;
  for (let i = 0; i < xs.length; i += 1) outputs[i] = forX * xs[i] + forY * ys[i] + bias;
  shareOut(outputs, labels, shares);
  let [sumX, sumY, sum] = [0, 0, 0];
  for (let i = 0; i < xs.length; i += 1) {
    sumX += shares[i] * xs[i];
    sumY += shares[i] * ys[i];
    sum += shares[i];
  }
  weights[0] -= lr * sumX;
  weights[1] -= lr * sumY;
  weights[2] -= lr * sum;
}

function descendNetwork(weights, lr, batch) {
  const { labels, outputs, shares } = batch;
  const hidden = (weights.length - 1) / 4;
  outputs.fill(weights[4 * hidden]);
  for (let unit = 0; unit < hidden; unit += 1) addUnit(unit, hidden, weights, batch);
  shareOut(outputs, labels, shares);
  for (let unit = 0; unit < hidden; unit += 1) descendUnit(unit, hidden, weights, lr, batch);
  let sum = 0;
  for (let i = 0; i < shares.length; i += 1) sum += shares[i];
  weights[4 * hidden] -= lr * sum;
}

function addUnit(unit, hidden, weights, { xs, ys, outputs, values }) {
  const [forX, forY] = [weights[2 * unit], weights[2 * unit + 1]];
  const [bias, onward] = [weights[2 * hidden + unit], weights[3 * hidden + unit]];
  const first = unit * xs.length;
  for (let i = 0; i < xs.length; i += 1) {
    values[first + i] = quickTanh(forX * xs[i] + forY * ys[i] + bias);
    outputs[i] += onward * values[first + i];
  }
}

// What each output adds to the gradient: ∂L/∂z = (σ(z) − label) / points, with σ(z) = (1 + tanh(z / 2)) / 2.
function shareOut(outputs, labels, shares) {
  for (let i = 0; i < outputs.length; i += 1) {
    shares[i] = (0.5 + 0.5 * quickTanh(outputs[i] / 2) - labels[i]) / outputs.length;
  }
}

// Back through the output's weight and the tanh: ∂L/∂z of a unit is share · onward · (1 − tanh²).
function descendUnit(unit, hidden, weights, lr, { xs, ys, shares, values }) {
  const onward = weights[3 * hidden + unit];
  const first = unit * xs.length;
  let [sumX, sumY, sum, sumOnward] = [0, 0, 0, 0];
  for (let i = 0; i < xs.length; i += 1) {
    const value = values[first + i];
    const back = shares[i] * onward * (1 - value * value);
    sumX += back * xs[i];
    sumY += back * ys[i];
    sum += back;
    sumOnward += shares[i] * value;
  }
  weights[2 * unit] -= lr * sumX;
  weights[2 * unit + 1] -= lr * sumY;
  weights[2 * hidden + unit] -= lr * sum;
  weights[3 * hidden + unit] -= lr * sumOnward;
}
