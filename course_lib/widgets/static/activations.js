// The activations of numpy_nn/activations.py, each with its derivative, for one number at a time.

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const belowNormal = (z) => 0.5 * (1 + erf(z / Math.SQRT2)); // Φ(z): how much of N(0, 1) lies below z
const normalDensity = (z) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

export const ACTIVATIONS = {
  sigmoid: { value: sigmoid, derivative: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  tanh: { value: Math.tanh, derivative: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { value: (z) => Math.max(z, 0), derivative: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { value: (z) => (z > 0 ? z : 0.01 * z), derivative: (z) => (z > 0 ? 1 : 0.01) },
  elu: { value: (z) => (z > 0 ? z : Math.expm1(z)), derivative: (z) => (z > 0 ? 1 : Math.exp(z)) },
  selu: {
    value: (z) => SELU.scale * (z > 0 ? z : SELU.alpha * Math.expm1(z)),
    derivative: (z) => SELU.scale * (z > 0 ? 1 : SELU.alpha * Math.exp(z)),
  },
  gelu: {
    value: (z) => z * belowNormal(z),
    derivative: (z) => belowNormal(z) + z * normalDensity(z),
  },
};

// The error function, to the last digits of a double. Near 0 a series of positive terms, so that nothing
// cancels; farther out a continued fraction, evaluated from its end. NIST, Digital Library of Mathematical
// Functions, equations 7.6.2 and 7.9.1.
export function erf(x) {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  return Math.sign(x) * (size < 2.5 ? erfBySeries(size) : 1 - erfcByFraction(size));
}

function erfBySeries(x) {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function erfcByFraction(x) {
  if (x > 6) return 0; // below half of the last digit of 1
  let tail = x;
  for (let n = 60; n > 0; n -= 1) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
