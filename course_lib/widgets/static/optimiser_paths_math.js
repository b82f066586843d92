// Losses of two weights, and the paths of four optimisers: loss_surfaces.py with numpy_nn/optimisers.py, computed
// in the browser. Nothing here touches the page.

const FAR = 1e6; // a path that is further out has left for good, and ends there
const EPS = 1e-8;

export const SURFACES = {
  bowl: {
    title: "bowl",
    loss: (x, y) => (x ** 2 + y ** 2) / 2,
    gradient: (x, y) => [x, y],
    range: { x: [-3, 3], y: [-2, 2] },
    start: [-2.5, 1.5],
  },
  valley: {
    title: "long valley",
    loss: (x, y) => (x ** 2 + 100 * y ** 2) / 2,
    gradient: (x, y) => [x, 100 * y],
    range: { x: [-3, 3], y: [-1, 1] },
    start: [-2.5, 0.5],
  },
  saddle: {
    title: "saddle",
    loss: (x, y) => x ** 2 / 2 + (y ** 2 - 1) ** 2 / 4,
    gradient: (x, y) => [x, y * (y ** 2 - 1)],
    range: { x: [-3, 3], y: [-2, 2] },
    start: [-2.5, 0.01],
  },
  bend: {
    title: "bent valley (Rosenbrock)",
    loss: (x, y) => (1 - x) ** 2 + 10 * (y - x ** 2) ** 2,
    gradient: (x, y) => [2 * (x - 1) - 40 * x * (y - x ** 2), 20 * (y - x ** 2)],
    range: { x: [-2, 2], y: [-1, 3] },
    start: [-1.5, 1],
  },
  "two minima": {
    title: "two minima",
    loss: (x, y) => (x ** 2 - 1) ** 2 + 0.3 * x + 0.5 * y ** 2,
    gradient: (x, y) => [4 * x * (x ** 2 - 1) + 0.3, y],
    range: { x: [-2, 2], y: [-2, 2] },
    start: [1.8, 1.5],
  },
};

// Each makes a function from the gradient of one weight at step t = 1, 2, … to what is taken from that weight.
const RULES = {
  SGD: ({ lr }) => {
    return (gradient) => lr * gradient;
  },
  momentum: ({ lr, momentum }) => {
    let velocity = 0;
    return (gradient) => {
      velocity = momentum * velocity + gradient;
      return lr * velocity;
    };
  },
  RMSprop: ({ lr, beta2 }) => {
    let square = 0;
    return (gradient) => {
      square = beta2 * square + (1 - beta2) * gradient ** 2;
      return (lr * gradient) / (Math.sqrt(square) + EPS);
    };
  },
  Adam: ({ lr, momentum, beta2 }) => {
    let mean = 0;
    let square = 0;
    return (gradient, t) => {
      mean = momentum * mean + (1 - momentum) * gradient;
      square = beta2 * square + (1 - beta2) * gradient ** 2;
      const corrected = Math.sqrt(square / (1 - beta2 ** t));
      return (lr * (mean / (1 - momentum ** t))) / (corrected + EPS);
    };
  },
};

export const OPTIMISERS = Object.keys(RULES);

// The points of a path, the start first: at most steps + 1 of them.
export function pathOf(optimiser, surface, start, steps, settings) {
  const { gradient } = SURFACES[surface];
  const rules = [RULES[optimiser](settings), RULES[optimiser](settings)];
  let point = start;
  const path = [point];
  for (let t = 1; t <= steps; t += 1) {
    const slopes = gradient(...point);
    point = point.map((weight, i) => weight - rules[i](slopes[i], t));
    path.push(point);
    if (!(Math.max(...point.map(Math.abs)) <= FAR)) break;
  }
  return path;
}
