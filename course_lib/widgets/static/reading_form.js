// A line to type into what one reads on pictures, compared with their labels in the browser.

import { button, guarded, keepsItsKeys, liveLine, make } from "./controls.js";
import { readingInWords } from "./reading_form_math.js";

function render({ model, el }) {
  el.classList.add("course-widget", "course-questions");
  const input = keepsItsKeys(make("input", { type: "text", autocomplete: "off", spellcheck: false }));
  const words = make("span", { textContent: "What do you read?" });
  const label = make("label", { className: "course-labelled" }, words, input);
  const reply = liveLine("course-reply");
  const compare = () => {
    reply.textContent = readingInWords(input.value, model.get("labels"));
    model.set("answers", input.value);
    model.save_changes();
  };
  const form = make("form", {}, make("fieldset", {}, label, button("Compare", compare), reply));
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // or the browser would load the page anew
    compare();
  });
  const show = () => {
    const answers = model.get("answers");
    input.value = answers;
    reply.textContent = answers ? readingInWords(answers, model.get("labels")) : "";
  };
  el.replaceChildren(form);
  show();
  model.on("change:answers", show);
  return () => model.off("change:answers", show);
}

export default { render: guarded(render) };
