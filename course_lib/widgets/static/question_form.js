// Questions with radio buttons.

import { button, guarded, keepsItsKeys, liveLine, make, slider } from "./controls.js";

let formsDrawn = 0; // names must differ between two views of one question

function drawOption(group, option) {
  const radio = keepsItsKeys(make("input", { type: "radio", name: group, value: option.letter }));
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
  if (!question.answer) {
    return `Noted: ${answer.choice}, ${answer.sure} % sure. Now compare with the experiment below.`;
  }
  const chosen = question.options.find((option) => option.letter === answer.choice);
  return `${answer.choice === question.answer ? "✓ Right." : "✗ Not quite."} ${chosen.reply}`;
}

function drawQuestion(model, question) {
  const group = `${question.id}-${(formsDrawn += 1)}`;
  const legend = make(
    "legend",
    {},
    make("strong", { textContent: question.heading }),
    make("span", { textContent: question.text }),
  );
  const options = question.options.map((option) => drawOption(group, option));
  const sureness = model.get("asks_sureness") ? drawSureness() : null;
  const reply = liveLine("course-reply");
  const answerButton = button("Answer", () => {
    const chosen = field.querySelector("input[type=radio]:checked");
    if (!chosen) {
      reply.textContent = "Choose one of the options first.";
      return;
    }
    const answer = { choice: chosen.value, sure: sureness ? Number(sureness.input.value) : null };
    model.set("answers", { ...model.get("answers"), [question.id]: answer });
    model.save_changes();
  });
  const sure = sureness ? [sureness.row] : [];
  const field = make("fieldset", {}, legend, ...options, ...sure, answerButton, reply);

  const show = () => {
    const answer = model.get("answers")[question.id];
    reply.textContent = replyTo(question, answer);
    if (!answer) return;
    field.querySelector(`input[value="${answer.choice}"]`).checked = true;
    sureness?.show(answer.sure);
  };
  return { field, show };
}

function render({ model, el }) {
  el.classList.add("course-widget", "course-questions");
  const drawn = model.get("questions").map((question) => drawQuestion(model, question));
  el.replaceChildren(...drawn.map(({ field }) => field));
  const showAll = () => drawn.forEach(({ show }) => show());
  showAll();
  model.on("change:answers", showAll);
  return () => model.off("change:answers", showAll);
}

export default { render: guarded(render) };
