// Questions with radio buttons.

import { button, guarded, keepsItsKeys, liveLine, make, slider } from "./controls.js";

function drawOption(option) {
  const radio = keepsItsKeys(make("input", { type: "radio", name: "choice", value: option.letter }));
  return make("label", { className: "course-option" }, radio, make("span", { textContent: option.text }));
}

function drawSureness() {
  const range = { min: 0, max: 100, step: 10 };
  const sureness = slider("How sure are you?", range, (value) => `${value} %`, () => {});
  sureness.show(50);
  return { ...sureness, row: make("div", { className: "course-sure" }, ...sureness.nodes) };
}

function replyTo(question, answer) {
  if (!answer) return "";
  const chosen = question.options.find((option) => option.letter === answer.choice);
  if (!question.answer) {
    return `You say: ${chosen.text}, ${answer.sure} % sure. Now compare with the experiment below.`;
  }
  return `${answer.choice === question.answer ? "✓ Right." : "✗ Not quite."} ${chosen.reply}`;
}

function drawQuestion(model, question) {
  const legend = make(
    "legend",
    {},
    make("strong", { textContent: question.heading }),
    make("span", { textContent: question.text }),
  );
  const options = question.options.map(drawOption);
  const sureness = model.get("asks_sureness") ? drawSureness() : null;
  const reply = liveLine("course-reply");
  const answer = () => {
    const chosen = form.querySelector("input[type=radio]:checked");
    if (!chosen) {
      reply.textContent = "Choose one of the options first.";
      return;
    }
    const given = { choice: chosen.value, sure: sureness ? Number(sureness.input.value) : null };
    model.set("answers", { ...model.get("answers"), [question.id]: given });
    model.save_changes();
  };
  const sure = sureness ? [sureness.row] : [];
  const field = make("fieldset", {}, legend, ...options, ...sure, button("Answer", answer), reply);
  // A form keeps its radio buttons apart from those of every other question on the page, whatever their names.
  const form = make("form", {}, field);
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // or the browser would load the page anew
    answer();
  });

  const show = () => {
    const given = model.get("answers")[question.id];
    reply.textContent = replyTo(question, given);
    if (!given) return;
    form.querySelector(`input[value="${given.choice}"]`).checked = true;
    sureness?.show(given.sure);
  };
  return { form, show };
}

function render({ model, el }) {
  el.classList.add("course-widget", "course-questions");
  const drawn = model.get("questions").map((question) => drawQuestion(model, question));
  el.replaceChildren(...drawn.map(({ form }) => form));
  const showAll = () => drawn.forEach(({ show }) => show());
  showAll();
  model.on("change:answers", showAll);
  return () => model.off("change:answers", showAll);
}

export default { render: guarded(render) };
