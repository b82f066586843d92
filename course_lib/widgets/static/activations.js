// The activations of numpy_nn/activations.py, each with its derivative.

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

// Each stores f(z) in values[at] and f′(z) in slopes[at], since most need the same exponential for both.
export const ACTIVATIONS = {
  sigmoid(z, values, slopes, at) {
    values[at] = 1 / (1 + Math.exp(-z));
    slopes[at] = values[at] * (1 - values[at]);
  },
  tanh(z, values, slopes, at) {
    values[at] = Math.tanh(z);
    slopes[at] = 1 - values[at] ** 2;
  },
  relu(z, values, slopes, at) {
    values[at] = Math.max(z, 0);
    slopes[at] = z > 0 ? 1 : 0;
  },
  leaky_relu(z, values, slopes, at) {
    slopes[at] = z > 0 ? 1 : 0.01;
    values[at] = slopes[at] * z;
  },
  elu(z, values, slopes, at) {
    values[at] = z > 0 ? z : Math.expm1(z);
    slopes[at] = z > 0 ? 1 : Math.exp(z);
  },
  selu(z, values, slopes, at) {
    values[at] = SELU.scale * (z > 0 ? z : SELU.alpha * Math.expm1(z));
    slopes[at] = SELU.scale * (z > 0 ? 1 : SELU.alpha * Math.exp(z));
  },
  gelu(z, values, slopes, at) {
    const below = 0.5 * (1 + erf(z / Math.SQRT2)); // Φ(z): how much of N(0, 1) lies below z
    values[at] = z * below;
    slopes[at] = below + (z * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
  },
};

// f and f′ of each number.
export function activated(name, z) {
  const activation = ACTIVATIONS[name];
  const [values, slopes] = [new Float64Array(z.length), new Float64Array(z.length)];
  for (let at = 0; at < z.length; at += 1) activation(z[at], values, slopes, at);
  return { values, slopes };
}

// The error function, to the last digits of a double. Near 0 a series of positive terms, so that nothing
// cancels; farther out a continued fraction, evaluated from its end. NIST, Digital Library of Mathematical
// Functions, equations 7.6.2 and 7.9.1.
export function erf(x) {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  return Math.sign(x) * (size < 2.5 ? erfBySeries(size) : 1 - erfcByFraction(size));
}

const ODD_PARTS = Float64Array.from({ length: 64 }, (_, n) => 1 / (2 * n + 1)); // dividing takes its time

function erfBySeries(x) {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n += 1) {
    term *= 2 * x * x * ODD_PARTS[n];
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function erfcByFraction(x) {
  if (x > 6) return 0; // below half of the last digit of 1
  let tail = x;
  for (let n = 30; n > 0; n -= 1) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
