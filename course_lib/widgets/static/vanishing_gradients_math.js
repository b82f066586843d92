// How a signal flows through a deep network: the numbers of signal_flow.py, computed in the browser.
// A matrix is a Float64Array, row after row. Nothing here touches the page.

import { ACTIVATIONS } from "./activations.js";
import { normalNumbers, uniformNumbers } from "./browser_random.js";

export const PIXELS = 64;
const CLASSES = 10;
const FLAT = 1e-6;
const EPS = 1e-5; // what batch and layer norm add to a variance
const MOST_WEIGHTS = 64 * 32 + 29 * 32 * 32 + 10 * 32 + 30 * 32 + 10; // of depth 30 and width 32, with biases

// The standard deviation of normal weights, by fan-in and fan-out.
const STANDARD_DEVIATIONS = {
  zeros: () => 0,
  normal: () => 1,
  lecun: (fanIn) => 1 / Math.sqrt(fanIn),
  xavier: (fanIn, fanOut) => 1 / Math.sqrt((fanIn + fanOut) / 2),
  he: (fanIn) => Math.sqrt(2) / Math.sqrt(fanIn),
};

// The values that share a mean: batch norm takes one unit over all pictures, layer norm one picture's units.
const GROUPS = {
  batch: (rows, width) => ({ count: width, size: rows, apart: 1, step: width }),
  layer: (rows, width) => ({ count: rows, size: width, apart: width, step: 1 }),
};

export const OPTIONS = {
  activation: Object.keys(ACTIVATIONS),
  initialisation: [...Object.keys(STANDARD_DEVIATIONS), "orthogonal", "pytorch"],
  normalisation: ["none", ...Object.keys(GROUPS)],
};

// Everything that is shown about one network. `digits` holds pixels from 0 to 1, 64 a picture, and labels.
export function measure(network, depth, width, seed, digits) {
  const rows = digits.labels.length;
  const sizes = [PIXELS, ...Array(depth).fill(width), CLASSES];
  const layers = startingLayers(network.initialisation, sizes, seed).map((layer) => ({
    ...layer,
    weight: multiplied(layer.weight, network.scale),
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
  let grad = inputGradient(last, gradLogits, rows);
  for (const call of [...calls].reverse()) {
    const back = hiddenBackward(network, call, grad, rows);
    gradientNorms.unshift(back.gradientNorm);
    grad = back.gradInput;
  }
  return { gradientNorms, ...summary(calls, rows, width) };
}

function summary(calls, rows, width) {
  const derivatives = calls.map(({ slopes }) => slopes.reduce((sum, slope) => sum + Math.abs(slope), 0));
  const deadUnits = calls.map(({ slopes }) => countDead(slopes, rows, width));
  const firstDead = deadUnits.indexOf(width);
  return {
    spreads: calls.map(({ output }) => spread(output, rows, width)),
    derivatives: derivatives.map((sum) => sum / (rows * width)),
    deadUnits,
    derivativeProduct: derivatives.reduce((product, sum) => product * (sum / (rows * width)), 1),
    firstDeadLayer: firstDead < 0 ? null : firstDead + 1,
  };
}

// The first weights and biases of each linear layer, before the scale. Those asked for last are kept.
const keptLayers = new Map();

export function startingLayers(initialisation, sizes, seed) {
  const key = [initialisation, seed, ...sizes].join();
  if (!keptLayers.has(key)) {
    if (keptLayers.size > 7) keptLayers.delete(keptLayers.keys().next().value);
    keptLayers.set(key, drawnLayers(initialisation, sizes, seed));
  }
  return keptLayers.get(key);
}

function drawnLayers(initialisation, sizes, seed) {
  let drawn = 0;
  const next = (kind, count) => numbersOf(kind, seed).subarray(drawn, (drawn += count));
  return sizes.slice(1).map((fanOut, position) => {
    const fanIn = sizes[position];
    const layer = { fanIn, fanOut, bias: new Float64Array(fanOut) };
    if (initialisation === "pytorch") {
      const bound = 1 / Math.sqrt(fanIn);
      const inBounds = (value) => -bound + 2 * bound * value;
      layer.weight = next("uniform", fanOut * fanIn).map(inBounds);
      layer.bias = next("uniform", fanOut).map(inBounds);
    } else if (initialisation === "orthogonal") {
      layer.weight = orthogonal(next("normal", fanOut * fanIn), fanOut, fanIn);
    } else {
      const deviation = STANDARD_DEVIATIONS[initialisation](fanIn, fanOut);
      layer.weight = multiplied(next("normal", fanOut * fanIn), deviation);
    }
    return layer;
  });
}

// All the numbers that a seed can be asked for, so that another depth or rule draws none anew.
const kept = { normal: { draw: normalNumbers }, uniform: { draw: uniformNumbers } };

function numbersOf(kind, seed) {
  const { draw, seed: keptSeed } = kept[kind];
  if (keptSeed !== seed) kept[kind] = { draw, seed, numbers: draw(seed, MOST_WEIGHTS) };
  return kept[kind].numbers;
}

// A matrix whose shorter side's vectors have length 1 and stand at right angles, made of the given normals:
// each vector loses what it has in common with those before it (Gram and Schmidt; twice, against rounding).
function orthogonal(normals, rows, columns) {
  const wide = rows < columns;
  const [count, size] = wide ? [rows, columns] : [columns, rows];
  const vectors = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => normals[wide ? i * columns + j : j * columns + i]),
  );
  vectors.forEach((vector, i) => {
    for (let round = 0; round < 2; round += 1) {
      for (let before = 0; before < i; before += 1) {
        const shared = dot(vectors[before], vector);
        for (let j = 0; j < size; j += 1) vector[j] -= shared * vectors[before][j];
      }
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let j = 0; j < size; j += 1) vector[j] /= length;
  });
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return wide ? vectors[i][j] : vectors[j][i];
  });
}

function multiplied(values, factor) {
  const products = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) products[i] = factor * values[i]; // three times as fast as map
  return products;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

// linear → norm → activation, with the input added to the output where skips are on and both have one width.
function hiddenForward(network, layer, input, rows) {
  const { value, derivative } = ACTIVATIONS[network.activation];
  const groups = GROUPS[network.normalisation]?.(rows, layer.fanOut);
  const skips = network.skip && layer.fanIn === layer.fanOut;
  const sums = linear(layer, input, rows);
  const norm = groups ? normalised(sums, groups) : { output: sums };
  const output = norm.output.map(value);
  if (skips) for (let i = 0; i < output.length; i += 1) output[i] += input[i];
  return { layer, input, skips, groups, norm, slopes: norm.output.map(derivative), output };
}

function hiddenBackward(network, { layer, input, skips, groups, norm, slopes }, gradOutput, rows) {
  let grad = slopes.map((slope, i) => slope * gradOutput[i]);
  if (groups) grad = normalisedGradient(grad, norm, groups);
  const gradInput = inputGradient(layer, grad, rows);
  if (skips) for (let i = 0; i < gradInput.length; i += 1) gradInput[i] += gradOutput[i];
  return { gradientNorm: weightGradientNorm(layer, grad, input, rows), gradInput };
}

// x Wᵀ + b
function linear({ fanIn, fanOut, weight, bias }, input, rows) {
  const output = new Float64Array(rows * fanOut);
  for (let row = 0; row < rows; row += 1) {
    for (let unit = 0; unit < fanOut; unit += 1) {
      let sum = 0;
      for (let i = 0; i < fanIn; i += 1) sum += weight[unit * fanIn + i] * input[row * fanIn + i];
      output[row * fanOut + unit] = sum + bias[unit];
    }
  }
  return output;
}

// ∂L/∂x = g W
function inputGradient({ fanIn, fanOut, weight }, grad, rows) {
  const gradInput = new Float64Array(rows * fanIn);
  for (let row = 0; row < rows; row += 1) {
    for (let unit = 0; unit < fanOut; unit += 1) {
      const slope = grad[row * fanOut + unit];
      for (let i = 0; i < fanIn; i += 1) gradInput[row * fanIn + i] += slope * weight[unit * fanIn + i];
    }
  }
  return gradInput;
}

// ‖∂L/∂W‖ with ∂L/∂W = gᵀ x
function weightGradientNorm({ fanIn, fanOut }, grad, input, rows) {
  let squares = 0;
  const gradRow = new Float64Array(fanIn);
  for (let unit = 0; unit < fanOut; unit += 1) {
    gradRow.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const slope = grad[row * fanOut + unit];
      for (let i = 0; i < fanIn; i += 1) gradRow[i] += slope * input[row * fanIn + i];
    }
    squares += dot(gradRow, gradRow);
  }
  return Math.sqrt(squares);
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

function countDead(slopes, rows, width) {
  let dead = 0;
  for (let unit = 0; unit < width; unit += 1) {
    let steepest = 0;
    for (let at = unit; at < rows * width; at += width) steepest = Math.max(steepest, Math.abs(slopes[at]));
    if (steepest <= FLAT) dead += 1;
  }
  return dead;
}
