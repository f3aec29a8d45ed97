// Words that somebody selects in the text become the quote of a comment on their section.
// Without this file the words can be copied into the form by hand.

const LONGEST = 500; // characters, as the form allows
const offer = document.getElementById("quote-offer");

function placeOf(node) {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  const text = element?.closest("[data-quotable]");
  return text && { language: text.lang, section: text.closest("[data-section]") };
}

function selected() {
  const selection = document.getSelection();
  const words = selection.toString().replace(/\s+/g, " ").trim();
  if (!words || words.length > LONGEST) return null;
  const [start, end] = [selection.anchorNode, selection.focusNode].map(placeOf);
  const isOne = start && end && start.section === end.section && start.language === end.language;
  return isOne && start.section.querySelector("[data-comment-form]") ? { ...start, words } : null;
}

let quoted = null;

document.addEventListener("selectionchange", () => {
  const found = selected();
  if (found) quoted = found;
  offer.hidden = !found;
});

offer.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
offer.addEventListener("click", () => {
  const form = quoted.section.querySelector("[data-comment-form]");
  form.closest("details").open = true;
  form.elements.quote.value = quoted.words;
  form.elements.language.value = quoted.language;
  offer.hidden = true;
  form.elements.text.focus();
});

// Words changed by hand may be of either language.
document.addEventListener("input", (event) => {
  if (event.target.name === "quote") event.target.form.elements.language.value = "";
});

// One form of several is sent: words that wait in another one are not left behind without a word.
let sent = null;
const holdsWords = (form) =>
  [...form.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);

document.addEventListener("submit", (event) => {
  sent = event.target;
});
window.addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("main form")];
  if (forms.some((form) => form !== sent && holdsWords(form))) event.preventDefault();
});
