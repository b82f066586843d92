// What a widget's own script computes and says for a state, run beside the widget in the same page.
//
// `computed(row, state)` returns { numbers, words }: numbers as dicts of lists, as the kernel has them, and by the
// selector of a place in the widget the words that should stand there.

() => {
  const scripts = {};

  // The functions that a widget's script keeps to itself: the script once more, with these exported.
  const functionsOf = (script, names) => {
    const file = new Blob([`${script}\nexport { ${names} };`], { type: "text/javascript" });
    return import(URL.createObjectURL(file));
  };

  const gradients = async (state, own) => {
    const { facts, knownState, measure } = await own("facts, knownState, measure");
    const pictures = new DataView(Uint8Array.from(state.pictures).buffer);
    const { depth, width, seed, digits, ...networks } = knownState({ get: (part) => ({ ...state, pictures })[part] });
    const found = { numbers: {}, words: {} };
    for (const side of ["worst", "remedy"]) {
      const flow = measure(networks[side], depth, width, seed, digits);
      found.numbers[side] = { gradient_norms: flow.gradientNorms, spreads: flow.spreads };
      found.words[`.course-${side} .course-facts li`] = facts(flow, width);
    }
    return found;
  };

  const boundary = async (state, own) => {
    const { judgedPoints, learnedFrom, progressInWords, startOf } = await own(
      "judgedPoints, learnedFrom, progressInWords, startOf",
    );
    const learned = learnedFrom(startOf(state), state, state.points, state.steps);
    const judged = judgedPoints(state.learner, learned.weights, state.points);
    const numbers = { weights: [...learned.weights], outputs: judged.outputs, loss: [judged.loss] };
    return { numbers: { learned: numbers }, words: { ".course-readout": [progressInWords(state, learned, judged)] } };
  };

  const race = async (state, own) => {
    const { OPTIMISERS, pathIn, readout, SURFACES } = await own("OPTIMISERS, pathIn, readout, SURFACES");
    const paths = Object.fromEntries(OPTIMISERS.map((name) => [name, pathIn(state, name)]));
    const numbers = Object.fromEntries(OPTIMISERS.map((name) => [name, { path: paths[name].flat() }]));
    return { numbers, words: { ".course-readout": [readout(state.steps, paths, SURFACES[state.surface].loss)] } };
  };

  const ways = { gradients, boundary, race };
  const computed = (row, state) => {
    const kind = row.split("_")[0];
    return ways[kind](state, (names) => (scripts[kind] ??= functionsOf(state._esm, names)));
  };

  globalThis.latencyNumbers = { computed };
}
