// The state that the widget shares with Python, refused where a saved notebook was damaged.

import { OPTIMISERS, SURFACES } from "./optimiser_paths_math.js";

export const RANGES = {
  steps: { min: 0, max: 300, step: 1 },
  momentum: { min: 0, max: 0.99, step: 0.01 },
  beta2: { min: 0, max: 0.999, step: 0.001 },
  rate: { min: 1e-4, max: 1 },
  start: { min: -3, max: 3 },
};

export const PARTS = ["surface", "start", "rates", "momentum", "beta2", "steps"];

// What the model holds, ready to compute with. Throws an error that says what was expected and what came.
export function knownState(model) {
  const surface = model.get("surface");
  if (!Object.hasOwn(SURFACES, surface)) refuse("surface", `one of ${Object.keys(SURFACES).join(", ")}`, surface);
  const steps = number("steps", model.get("steps"), RANGES.steps);
  if (!Number.isInteger(steps)) refuse("steps", "a whole number", steps);
  return {
    surface,
    steps,
    start: pair("start", model.get("start"), RANGES.start),
    rates: ratesOf(model.get("rates")),
    momentum: number("momentum", model.get("momentum"), RANGES.momentum),
    beta2: number("beta2", model.get("beta2"), RANGES.beta2),
  };
}

function pair(name, values, range) {
  if (!Array.isArray(values) || values.length !== 2) refuse(name, "two numbers", values);
  return values.map((value) => number(name, value, range));
}

function ratesOf(rates) {
  if (rates === null || typeof rates !== "object") refuse("rates", "a rate for each optimiser", rates);
  return Object.fromEntries(OPTIMISERS.map((name) => [name, number(`rates, ${name}`, rates[name], RANGES.rate)]));
}

function number(name, value, { min, max }) {
  if (!(typeof value === "number" && value >= min && value <= max)) {
    refuse(name, `a number from ${min} to ${max}`, value);
  }
  return value;
}

function refuse(name, expected, received) {
  throw new Error(`${name}: expected ${expected}, received ${JSON.stringify(received) ?? received}`);
}
