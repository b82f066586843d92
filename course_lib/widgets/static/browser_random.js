// Random numbers that Python draws too: widgets/browser_random.py is the twin, and says why and by which rules.

const STEP = 0x9e3779b9;
const STREAMS = { uniform: 1, normal: 2 };

const mixed = (integer) => {
  integer = Math.imul(integer ^ (integer >>> 16), 0x7feb352d);
  integer = Math.imul(integer ^ (integer >>> 15), 0x846ca68b);
  return (integer ^ (integer >>> 16)) >>> 0;
};

function streamOf(seed, stream) {
  const start = mixed(4 * seed + STREAMS[stream]);
  return (position) => mixed((start + Math.imul(position, STEP)) | 0) / 2 ** 32;
}

// The first `count` numbers from 0 to below 1 that a seed gives.
export function uniformNumbers(seed, count) {
  const at = streamOf(seed, "uniform");
  return Float64Array.from({ length: count }, (_, i) => at(i));
}

// The first `count` numbers from N(0, 1) that a seed gives, by the rule of Box and Muller.
export function normalNumbers(seed, count) {
  const at = streamOf(seed, "normal");
  const normal = (i) => Math.sqrt(-2 * Math.log1p(-at(2 * i))) * Math.cos(2 * Math.PI * at(2 * i + 1));
  return Float64Array.from({ length: count }, (_, i) => normal(i));
}
