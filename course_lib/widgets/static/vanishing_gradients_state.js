// The state that the widget shares with Python, refused where a saved notebook was damaged.

import { PIXELS } from "./first_weights.js";
import { OPTIONS } from "./vanishing_gradients_math.js";

export const RANGES = {
  depth: { min: 1, max: 30, step: 1 },
  width: { min: 2, max: 32, step: 1 },
  seed: { min: 0, max: 99, step: 1 },
  scale: { min: 0.1, max: 4, step: 0.05 },
};

export const LABELS = {
  activation: {
    sigmoid: "sigmoid",
    tanh: "tanh",
    relu: "ReLU",
    leaky_relu: "leaky ReLU",
    elu: "ELU",
    selu: "SELU",
    gelu: "GELU",
  },
  initialisation: {
    zeros: "all zero",
    normal: "normal, deviation 1",
    lecun: "LeCun",
    xavier: "Glorot (Xavier)",
    he: "He (Kaiming)",
    orthogonal: "orthogonal",
    pytorch: "PyTorch's default",
  },
  normalisation: { none: "none", batch: "batch norm", layer: "layer norm" },
};

// What the model holds, ready to compute with. Throws an error that says what was expected and what came.
export function knownState(model) {
  const state = {};
  for (const name of ["depth", "width", "seed"]) state[name] = whole(name, model.get(name), RANGES[name]);
  for (const name of ["worst", "remedy"]) state[name] = network(name, model.get(name));
  state.digits = digits(model.get("pictures"), model.get("labels"));
  state.pairs = pairsOf(model.get("pairs"));
  return state;
}

function whole(name, value, { min, max }) {
  if (!Number.isInteger(value) || value < min || value > max) {
    refuse(name, `a whole number from ${min} to ${max}`, value);
  }
  return value;
}

function network(name, settings) {
  if (settings === null || typeof settings !== "object") refuse(name, "settings", settings);
  for (const [setting, options] of Object.entries(OPTIONS)) {
    if (!options.includes(settings[setting])) {
      refuse(`${name}, ${setting}`, `one of ${options.join(", ")}`, settings[setting]);
    }
  }
  const { min, max } = RANGES.scale;
  if (!(typeof settings.scale === "number" && settings.scale >= min && settings.scale <= max)) {
    refuse(`${name}, scale`, `a number from ${min} to ${max}`, settings.scale);
  }
  if (typeof settings.skip !== "boolean") refuse(`${name}, skip`, "true or false", settings.skip);
  return settings;
}

function pairsOf(pairs) {
  if (!Array.isArray(pairs)) refuse("pairs", "a list", pairs);
  return pairs.map(({ name, worst, remedy }) => ({
    name: String(name),
    worst: network("pairs", worst),
    remedy: network("pairs", remedy),
  }));
}

function digits(pictures, labels) {
  const isDigit = (label) => Number.isInteger(label) && label >= 0 && label < 10;
  if (!Array.isArray(labels) || !labels.every(isDigit)) refuse("labels", "numbers from 0 to 9", labels);
  if (pictures?.byteLength !== PIXELS * labels.length) {
    refuse("pictures", `${PIXELS * labels.length} bytes`, pictures?.byteLength);
  }
  const ink = new Uint8Array(pictures.buffer, pictures.byteOffset, pictures.byteLength);
  return { pixels: Float64Array.from(ink, (value) => value / 16), labels };
}

function refuse(name, expected, received) {
  throw new Error(`${name}: expected ${expected}, received ${JSON.stringify(received) ?? received}`);
}
