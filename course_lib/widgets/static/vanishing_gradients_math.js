// How a signal flows through a deep network: the numbers of signal_flow.py, computed in the browser.
// A matrix is a Float64Array, row after row. Nothing here touches the page.

import { activated, ACTIVATIONS } from "./activations.js";
import { CLASSES, INITIALISATIONS, PIXELS, startingLayers } from "./first_weights.js";
import { dot, matrix, product, transposed } from "./matrices.js";

const FLAT = 1e-6;
const EPS = 1e-5; // what batch and layer norm add to a variance

// The values that share a mean: batch norm takes one unit over all pictures, layer norm one picture's units.
const GROUPS = {
  batch: (rows, width) => ({ count: width, size: rows, apart: 1, step: width }),
  layer: (rows, width) => ({ count: rows, size: width, apart: width, step: 1 }),
};

export const OPTIONS = {
  activation: Object.keys(ACTIVATIONS),
  initialisation: INITIALISATIONS,
  normalisation: ["none", ...Object.keys(GROUPS)],
};

// Everything that is shown about one network. `digits` holds pixels from 0 to 1, 64 a picture, and labels.
export function measure(network, depth, width, seed, digits) {
  const rows = digits.labels.length;
  const layers = startingLayers(network.initialisation, depth, width, seed).map((layer) => ({
    ...layer,
    scale: network.scale,
  }));
  const calls = [];
  let hidden = digits.pixels;
  for (const layer of layers.slice(0, depth)) {
    calls.push(hiddenForward(network, layer, hidden, rows));
    hidden = calls.at(-1).output;
  }
  const last = layers[depth];
  const gradLogits = crossEntropyGradient(linear(last, hidden, rows), digits.labels);
  const gradientNorms = [weightGradientNorm(last, gradLogits, hidden, rows)];
  let gradOutput = inputGradient(last, gradLogits, rows);
  for (const call of [...calls].reverse()) {
    const grad = gradientOfSums(call, gradOutput);
    gradientNorms.unshift(weightGradientNorm(call.layer, grad, call.input, rows));
    if (call !== calls[0]) gradOutput = hiddenInputGradient(call, grad, gradOutput, rows);
  }
  return { gradientNorms, ...summary(calls, rows, width) };
}

function summary(calls, rows, width) {
  const derivatives = calls.map(({ slopes }) => meanSize(slopes));
  const deadUnits = calls.map(({ slopes }) => countDead(slopes, rows, width));
  const firstDead = deadUnits.indexOf(width);
  return {
    spreads: calls.map(({ output }) => spread(output, rows, width)),
    derivatives,
    deadUnits,
    derivativeProduct: derivatives.reduce((product, mean) => product * mean, 1),
    firstDeadLayer: firstDead < 0 ? null : firstDead + 1,
  };
}

// linear → norm → activation, with the input added to the output where skips are on and both have one width.
function hiddenForward(network, layer, input, rows) {
  const groups = GROUPS[network.normalisation]?.(rows, layer.fanOut);
  const skips = network.skip && layer.fanIn === layer.fanOut;
  const sums = linear(layer, input, rows);
  const norm = groups ? normalised(sums, groups) : { output: sums };
  const { values: output, slopes } = activated(network.activation, norm.output);
  if (skips) add(output, input);
  return { layer, input, skips, groups, norm, slopes, output };
}

// The gradient of what the linear layer gave: back through the activation and the norm.
function gradientOfSums({ groups, norm, slopes }, gradOutput) {
  const grad = new Float64Array(slopes.length);
  for (let i = 0; i < grad.length; i += 1) grad[i] = slopes[i] * gradOutput[i];
  return groups ? normalisedGradient(grad, norm, groups) : grad;
}

function hiddenInputGradient({ layer, skips }, grad, gradOutput, rows) {
  const gradInput = inputGradient(layer, grad, rows);
  if (skips) add(gradInput, gradOutput);
  return gradInput;
}

function add(values, others) {
  for (let i = 0; i < values.length; i += 1) values[i] += others[i];
}

// x Wᵀ + b, where the scale multiplies the weights
function linear({ fanIn, fanOut, weight, scale, bias }, input, rows) {
  const [x, w] = [matrix(input, rows, fanIn), matrix(weight, fanOut, fanIn)];
  const output = product(x, transposed(w), scale);
  for (let i = 0; i < output.length; i += 1) output[i] += bias[i % fanOut];
  return output;
}

// ∂L/∂x = g W
const inputGradient = ({ fanIn, fanOut, weight, scale }, grad, rows) =>
  product(matrix(grad, rows, fanOut), matrix(weight, fanOut, fanIn), scale);

// ‖∂L/∂W‖ with ∂L/∂W = gᵀ x
function weightGradientNorm({ fanIn, fanOut }, grad, input, rows) {
  const gradWeight = product(transposed(matrix(grad, rows, fanOut)), matrix(input, rows, fanIn));
  return Math.sqrt(dot(gradWeight, gradWeight));
}

// Each group minus its mean, over its standard deviation.
function normalised(values, { count, size, apart, step }) {
  const output = new Float64Array(values.length);
  const inverse = new Float64Array(count);
  for (let group = 0; group < count; group += 1) {
    const first = group * apart;
    let mean = 0;
    for (let i = 0; i < size; i += 1) mean += values[first + i * step];
    mean /= size;
    let variance = 0;
    for (let i = 0; i < size; i += 1) variance += (values[first + i * step] - mean) ** 2;
    inverse[group] = 1 / Math.sqrt(variance / size + EPS);
    for (let i = 0; i < size; i += 1) {
      output[first + i * step] = (values[first + i * step] - mean) * inverse[group];
    }
  }
  return { output, inverse };
}

// With x̂ for the output: (g − mean of g − x̂ · mean of g x̂) / standard deviation, in each group.
function normalisedGradient(grad, { output, inverse }, { count, size, apart, step }) {
  const gradInput = new Float64Array(grad.length);
  for (let group = 0; group < count; group += 1) {
    const first = group * apart;
    let mean = 0;
    let along = 0;
    for (let at = first; at < first + size * step; at += step) {
      mean += grad[at] / size;
      along += (grad[at] * output[at]) / size;
    }
    for (let at = first; at < first + size * step; at += step) {
      gradInput[at] = (grad[at] - mean - output[at] * along) * inverse[group];
    }
  }
  return gradInput;
}

// ∂L/∂logits = (softmax − one at the label) / pictures
function crossEntropyGradient(logits, labels) {
  const grad = new Float64Array(logits.length);
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * CLASSES, (row + 1) * CLASSES);
    const highest = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - highest));
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, digit) => {
      grad[row * CLASSES + digit] = (power / sum - (digit === label ? 1 : 0)) / labels.length;
    });
  });
  return grad;
}

// The standard deviation of each unit over the pictures; of these the root mean square.
function spread(output, rows, width) {
  let variances = 0;
  for (let unit = 0; unit < width; unit += 1) {
    let mean = 0;
    for (let row = 0; row < rows; row += 1) mean += output[row * width + unit];
    mean /= rows;
    for (let row = 0; row < rows; row += 1) variances += (output[row * width + unit] - mean) ** 2 / rows;
  }
  return Math.sqrt(variances / width);
}

function meanSize(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += Math.abs(values[i]);
  return sum / values.length;
}

function countDead(slopes, rows, width) {
  let dead = 0;
  for (let unit = 0; unit < width; unit += 1) {
    let steepest = 0;
    for (let at = unit; at < rows * width; at += width) steepest = Math.max(steepest, Math.abs(slopes[at]));
    if (steepest <= FLAT) dead += 1;
  }
  return dead;
}
