// A line to type into what one reads on pictures, compared with their labels in the browser.

import { button, guarded, keepsItsKeys, liveLine, make } from "./controls.js";
import { readingInWords, typed } from "./reading_form_math.js";

function render({ model, el }) {
  el.classList.add("course-widget", "course-questions");
  const input = keepsItsKeys(make("input", { type: "text", autocomplete: "off", spellcheck: false }));
  const words = make("span", { textContent: "What do you read? " });
  const label = make("label", { className: "course-labelled" }, words, input);
  const count = make("span"); // beside the line, and not read aloud at each key
  const countTyped = () => {
    count.textContent = ` ${typed(input.value).length} of ${model.get("labels").length} `;
  };
  input.addEventListener("input", countTyped);
  const reply = liveLine("course-reply");
  const compare = () => {
    reply.textContent = readingInWords(input.value, model.get("labels"));
    model.set("answers", input.value);
    model.save_changes();
  };
  const form = make("form", {}, make("fieldset", {}, label, count, button("Compare", compare), reply));
  form.addEventListener("submit", (event) => event.preventDefault()); // or the browser would load the page anew
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // not every page makes a form's submission of it
    event.stopPropagation();
    compare();
  });
  const show = () => {
    const answers = model.get("answers");
    input.value = answers;
    countTyped();
    reply.textContent = answers ? readingInWords(answers, model.get("labels")) : "";
  };
  el.replaceChildren(form);
  show();
  model.on("change:answers", show);
  return () => model.off("change:answers", show);
}

export default { render: guarded(render) };
