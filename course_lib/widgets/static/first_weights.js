// The weights and biases that a network starts from: those of numpy_nn/initialisation.py, out of numbers that
// Python draws too.

import { normalNumbers, uniformNumbers } from "./browser_random.js";
import { dot } from "./matrices.js";

export const PIXELS = 64;
export const CLASSES = 10;
const MOST_WEIGHTS = 64 * 32 + 29 * 32 * 32 + 10 * 32 + 30 * 32 + 10; // of depth 30 and width 32, with biases
const MOST_KEPT = 8;

// The standard deviation of normal weights, by fan-in and fan-out.
const STANDARD_DEVIATIONS = {
  zeros: () => 0,
  normal: () => 1,
  lecun: (fanIn) => 1 / Math.sqrt(fanIn),
  xavier: (fanIn, fanOut) => 1 / Math.sqrt((fanIn + fanOut) / 2),
  he: (fanIn) => Math.sqrt(2) / Math.sqrt(fanIn),
};

export const INITIALISATIONS = [...Object.keys(STANDARD_DEVIATIONS), "orthogonal", "pytorch"];

// The first weights and biases of each linear layer, before the scale. A deeper network starts with the hidden
// layers of a shallower one, so these are kept; its output layer has the numbers that come after theirs.
const keptLayers = new Map();

export function startingLayers(initialisation, depth, width, seed) {
  const key = [initialisation, width, seed].join();
  if (!keptLayers.has(key)) {
    if (keptLayers.size === MOST_KEPT) keptLayers.delete(keptLayers.keys().next().value);
    keptLayers.set(key, []);
  }
  const hidden = keptLayers.get(key);
  const drawn = (fanIn, fanOut, position) => drawnLayer(initialisation, fanIn, fanOut, seed, position);
  while (hidden.length < depth) hidden.push(drawn(hidden.length ? width : PIXELS, width, ends(hidden)));
  const before = hidden.slice(0, depth);
  return [...before, drawn(width, CLASSES, ends(before))];
}

// Where in the stream of numbers the next layer begins.
const ends = (layers) => layers.at(-1)?.end ?? 0;

function drawnLayer(initialisation, fanIn, fanOut, seed, start) {
  let end = start;
  const next = (kind, count) => numbersOf(kind, seed).subarray(end, (end += count));
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
    layer.weight = next("normal", fanOut * fanIn).map((value) => deviation * value);
  }
  return { ...layer, end };
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
