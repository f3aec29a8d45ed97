// The two-language editor: rich text, saving by itself, one language at a time on phones.
// Without this file the page is one plain form with a Save button.
import {
  Blockquote,
  Bold,
  BulletList,
  Document,
  Editor,
  Heading,
  History,
  Italic,
  Link,
  ListItem,
  OrderedList,
  Paragraph,
  Table,
  TableCell,
  TableHeader,
  TableRow,
  Text,
} from "../django_prose_editor/editor.js";

const PAUSE = 2000; // milliseconds after the last key before saving
const AGAIN = 5000; // milliseconds before another try without a connection

const form = document.getElementById("text");
const status = document.getElementById("saved");
const tools = document.getElementById("prose-tools");
const linkBox = document.getElementById("link-box");

/* ---- rich text ------------------------------------------------------------------- */

// The same elements as policies/fields.py allows; the server cleans what it gets anyway.
const EXTENSIONS = [
  Document,
  Paragraph,
  Text,
  Bold,
  Italic,
  Heading.configure({ levels: [3] }),
  BulletList,
  OrderedList,
  ListItem,
  Blockquote,
  Link.configure({ protocols: ["https", "mailto"], enableTarget: false }),
  Table,
  TableRow,
  TableHeader,
  TableCell,
  History,
];

const COMMANDS = {
  bold: (editor) => editor.chain().focus().toggleBold().run(),
  heading: (editor) => editor.chain().focus().toggleHeading({ level: 3 }).run(),
  bulletList: (editor) => editor.chain().focus().toggleBulletList().run(),
  orderedList: (editor) => editor.chain().focus().toggleOrderedList().run(),
  link: askForLink,
  undo: (editor) => editor.chain().focus().undo().run(),
};
const PRESSABLE = ["bold", "heading", "bulletList", "orderedList", "link"];

function askForLink(editor) {
  const input = linkBox.querySelector("input");
  input.value = editor.getAttributes("link").href || "https://";
  const choice = linkBox.querySelector("#link-choice");
  if (choice) choice.value = "";
  linkBox.returnValue = "cancel";
  linkBox.showModal();
  input.select();
  linkBox.addEventListener("close", () => setLink(editor, input.value), { once: true });
}

// Choosing a policy fills in its address; addresses of our own site lose their host.
linkBox.querySelector("#link-choice")?.addEventListener("change", ({ target }) => {
  if (target.value) linkBox.querySelector("input").value = target.value;
});

linkBox.querySelector("input").addEventListener("input", ({ target }) => {
  if (target.value.startsWith(`${location.origin}/`)) target.value = target.value.slice(location.origin.length);
});

function setLink(editor, href) {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (linkBox.returnValue !== "set") return chain.run();
  return /^(https:\/\/|mailto:|\/\w)./.test(href) ? chain.setLink({ href }).run() : chain.unsetLink().run();
}

function enrich(textarea) {
  const label = document.getElementById(`${textarea.id}_label`);
  const attributes = {
    id: textarea.id,
    class: "form-control lt-prose lt-doc",
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": label.id,
    lang: textarea.lang,
  };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  const place = document.createElement("div");
  const bar = tools.content.firstElementChild.cloneNode(true);
  textarea.before(bar, place);
  textarea.hidden = true;
  textarea.removeAttribute("id");
  const editor = new Editor({
    element: place,
    extensions: EXTENSIONS,
    content: textarea.value,
    injectCSS: false, // static/css/prose.css has these rules; the content policy allows no inline style
    editorProps: { attributes },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => showPressed(bar, editor),
  });
  label.addEventListener("click", () => editor.commands.focus());
  bar.setAttribute("aria-label", `${bar.getAttribute("aria-label")}: ${label.textContent.trim()}`);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (button) COMMANDS[button.dataset.command](editor);
  });
}

function showPressed(bar, editor) {
  if (!editor.isInitialized) return;
  for (const button of bar.querySelectorAll("[data-command]")) {
    const { command } = button.dataset;
    if (PRESSABLE.includes(command)) button.setAttribute("aria-pressed", String(editor.isActive(command)));
  }
}

/* ---- saving by itself ---------------------------------------------------------------- */

let queue = Promise.resolve();

function tell(words, isBad = false) {
  status.classList.toggle("is-bad", isBad);
  status.querySelector("span").textContent = words;
}

// A section, or the two titles: what is saved together.
class Part {
  constructor(element) {
    this.element = element;
    this.url = element.dataset.save || form.dataset.titles;
    this.changes = 0;
    this.savedChanges = 0;
    this.isBlocked = Boolean(this.conflict && this.conflict.childElementCount);
    element.addEventListener("input", () => this.changed());
    element.addEventListener("focusout", (event) => {
      if (!element.contains(event.relatedTarget)) this.save();
    });
  }

  get conflict() {
    return this.element.querySelector("[data-conflict]");
  }

  get isDirty() {
    return this.changes > this.savedChanges;
  }

  changed() {
    this.changes += 1;
    this.wait(PAUSE);
  }

  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  save() {
    clearTimeout(this.timer);
    if (this.isDirty && !this.isBlocked) queue = queue.then(() => this.send());
    return queue;
  }

  async send() {
    if (!this.isDirty || this.isBlocked) return;
    const sent = this.changes;
    tell(status.dataset.saving);
    try {
      const response = await fetch(this.url, { method: "POST", body: this.body(), redirect: "manual" });
      const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isOurs) return tell(status.dataset.signedOut, true);
      this.answered(response, await response.json(), sent);
    } catch {
      tell(status.dataset.offline, true);
      this.wait(AGAIN);
    }
  }

  body() {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("page", form.elements.page.value);
    for (const field of this.element.querySelectorAll("input[name], textarea[name]")) {
      body.set(field.name, field.value);
    }
    return body;
  }

  answered(response, answer, sent) {
    if (!response.ok) {
      tell(answer.message, true);
      if (answer.html) this.showConflict(answer);
      return;
    }
    this.savedChanges = sent;
    this.setRevision(answer);
    if (answer.tags) this.element.querySelector("[data-tags]").innerHTML = answer.tags;
    if (answer.drift !== undefined) this.element.querySelector("[data-drift]").innerHTML = answer.drift;
    for (const [code, html] of Object.entries(answer.heads)) {
      for (const head of document.querySelectorAll(`[data-head="${code}"]`)) head.innerHTML = html;
    }
    tell(answer.saved);
  }

  setRevision({ revision, base }) {
    if (revision === undefined) return;
    this.element.querySelector("[data-revision]").value = revision;
    this.element.querySelector("[data-base]").value = base;
  }

  showConflict(answer) {
    this.isBlocked = true;
    this.conflict.innerHTML = answer.html;
    this.setRevision(answer);
  }

  keepMine() {
    this.isBlocked = false;
    this.conflict.replaceChildren();
    this.changes += 1;
    this.save();
  }
}

for (const textarea of form.querySelectorAll("textarea[data-prose]")) enrich(textarea);
const parts = [...form.querySelectorAll("[data-part]")].map((element) => new Part(element));

form.addEventListener("click", (event) => {
  const keep = event.target.closest("[data-keep]");
  if (!keep) return;
  event.preventDefault();
  parts.find((part) => part.element.contains(keep)).keepMine();
});

// A button that sends the whole page waits for what is on its way, so that nobody meets themselves.
let isLeaving = false;
form.addEventListener("submit", async (event) => {
  if (isLeaving) return;
  event.preventDefault();
  const { submitter } = event;
  for (const part of parts) clearTimeout(part.timer);
  await queue;
  isLeaving = true;
  setTimeout(() => form.requestSubmit(submitter)); // a form refuses while its event is under way
});

window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && parts.some((part) => part.isDirty)) event.preventDefault();
});

/* ---- headings and languages ---------------------------------------------------------- */

const language = document.documentElement.lang;
form.addEventListener("input", (event) => {
  if (!event.target.name?.endsWith(`_heading_${language}`) || !event.target.value) return;
  event.target.closest(".lt-sec").querySelector("[data-heading]").textContent = event.target.value;
});

const editor = document.getElementById("editor");
const tabs = form.querySelector(".lt-langtabs");

function showSide(code) {
  editor.classList.remove("is-pl", "is-en");
  editor.classList.add(`is-${code}`);
  for (const tab of tabs.querySelectorAll("[data-side]")) {
    if (tab.dataset.side === code) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

tabs.hidden = false;
showSide(language === "en" ? "en" : "pl");
tabs.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-side]");
  if (!tab) return;
  event.preventDefault();
  showSide(tab.dataset.side);
});
