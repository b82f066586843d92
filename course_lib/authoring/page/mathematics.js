// Turns TeX into SVG and MathML, where there is no page: MathJax draws into a document of its own.
// Run after the files of MathJax, which leave their parts in `MathJax._`.

const { adaptors, core, handlers, input, mathjax, output } = MathJax._;

const adaptor = adaptors.liteAdaptor.liteAdaptor();
handlers.html_ts.RegisterHTMLHandler(adaptor);

const page = mathjax.mathjax.document("", {
  InputJax: new input.tex_ts.TeX({
    packages: ["base", "ams", "boldsymbol"],
    formatError(_, error) {
      throw new Error(error.message); // MathJax itself would draw the words in red and go on
    },
  }),
  OutputJax: new output.svg_ts.SVG({
    font: new output.svg.fonts.tex_ts.TeXFont(),
    fontCache: "none", // each picture holds its own signs, and may stand anywhere
  }),
});
const mathml = new core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();

// The result is JSON: { svg, mathml }, or { error } in words.
function typeset(tex, display) {
  try {
    const drawn = page.convert(tex, { display });
    const written = page.convert(tex, { display, end: core.MathItem.STATE.CONVERT });
    return JSON.stringify({ svg: adaptor.innerHTML(drawn), mathml: mathml.visitTree(written) });
  } catch (error) {
    return JSON.stringify({ error: error.message });
  }
}
