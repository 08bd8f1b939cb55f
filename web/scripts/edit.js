// The editor while one works: what moving would do is told as soon as something is chosen, in the table or on the map, and
// changes are made without leaving the page. Every part of it is there without scripts: this sends the same forms, and puts
// what the server answers in the place of what stood there.
import { EditMap } from "./edit-map.js";

const SPEAK_AFTER_MS = 400;
const PARTS = ["editor-top", "editor-form"];
const find = (id) => document.getElementById(id);
const form = () => document.querySelector("form[data-effect]");
const boxes = () => [...document.querySelectorAll("#editor-form input[name=unit]")];
const chosen = () => new Set(boxes().filter((box) => box.checked && !box.disabled).map((box) => box.value));

let map = null;

// ---- what is heard: the last of what was said, once nothing more happens for a moment ----

let speaking = 0;
function say(words) {
  clearTimeout(speaking);
  speaking = setTimeout(() => (find("live").textContent = words), SPEAK_AFTER_MS);
}

// ---- the effect of what is chosen ----

let asking = false;
let askAgain = false;
let changes = 0; // of the plan: an answer about the one before is no answer

function showEffect(words, ...content) {
  find("effect-place").replaceChildren(...content);
  find("effect-why").hidden = content.length === 0;
  say(words);
}

function problemElement(words) {
  const paragraph = document.createElement("p");
  paragraph.className = "govuk-inset-text";
  paragraph.textContent = words;
  return paragraph;
}

async function fetchEffect() {
  const fields = new URLSearchParams(new FormData(form()));
  const asked = changes;
  if (!fields.has("unit")) return showEffect("Nothing is chosen.");
  const answer = await fetch(form().dataset.effect, { method: "POST", body: fields, headers: { Accept: "text/html, application/problem+json" } });
  const text = await answer.text();
  if (asked !== changes || askAgain) return;
  if (!answer.ok) {
    const { detail } = JSON.parse(text);
    return showEffect(detail, problemElement(detail));
  }
  const effect = new DOMParser().parseFromString(text, "text/html").getElementById("effect");
  showEffect(effect.dataset.words, effect);
}

// One question at a time; what is chosen meanwhile is asked for after it.
async function askEffect() {
  askAgain = true;
  if (asking) return;
  asking = true;
  while (askAgain) {
    askAgain = false;
    await fetchEffect().catch(() => showEffect("", problemElement("What it would do cannot be told now. Try again in a moment.")));
  }
  asking = false;
}

// Above the map: which patch is open, and what is chosen.
function showChoice(ids) {
  const names = [...ids].map((id) => map?.unit(id)?.name ?? id);
  const few = names.length > 3 ? `${names.length} blocks and postcode groups` : names.join(", ");
  const patch = document.createElement("strong");
  patch.textContent = `${find("editor-map").dataset.here}:`;
  find("choice")?.replaceChildren(patch, ` ${few ? `chosen ${few}` : "nothing is chosen"}.`);
}

function choiceChanged() {
  find("editor-top").querySelector(".govuk-error-summary")?.remove(); // it was about another choice
  map?.show(chosen());
  showChoice(chosen());
  askEffect();
}

// ---- choosing ----

function elsewhereBox(unit) {
  const item = document.createElement("div");
  const box = document.createElement("input");
  const label = document.createElement("label");
  item.className = "govuk-checkboxes__item";
  Object.assign(box, { className: "govuk-checkboxes__input", type: "checkbox", name: "unit", id: `elsewhere-${unit.id}`, value: unit.id });
  Object.assign(label, { className: "govuk-label govuk-checkboxes__label", htmlFor: box.id, textContent: `${unit.name}, which is in ${unit.patch}` });
  item.append(box, label);
  find("elsewhere").append(item);
  return box;
}

/** Choose these, or not; `on` undefined: the other way round than they are. */
function choose(ids, on) {
  if (!find("elsewhere")) return; // whoever only looks
  for (const id of ids) {
    const unit = map?.unit(id);
    let box = boxes().find((one) => one.value === id);
    if (!box && on !== false && unit && !unit.pinned) box = elsewhereBox(unit);
    if (box && !box.disabled) box.checked = on ?? !box.checked;
    if (box && !box.checked && box.closest("#elsewhere")) box.closest("div").remove();
  }
  choiceChanged();
}

// A click chooses what the line and the view would: nothing of other patches while that is ticked.
function pick(ids) {
  const here = onlyHere();
  const other = map.unit(ids[0]);
  if (!here || other.patch === here || chosen().has(other.id)) return choose(ids);
  say(`${other.name} is in ${other.patch}. Take the tick from "Only what is in ${here}" to choose it.`);
}

const onlyHere = () => (find("tool-own")?.checked ? find("editor-map").dataset.here : null);

async function lasso(button) {
  if (button.getAttribute("aria-pressed") === "true") return map.stopDrawing();
  button.setAttribute("aria-pressed", "true");
  say("Draw a line round homes with the mouse or a finger. Escape gives it up.");
  choose(await map.drawRound(onlyHere()), true);
  button.setAttribute("aria-pressed", "false");
}

// ---- changing the plan without leaving the page ----

// What came of it has the focus, and a problem is also brought into view. What is done is told beside
// the map: whoever works there stays there.
function tellNews(button) {
  const news = find("editor-top").querySelector(".govuk-error-summary, .govuk-notification-banner");
  const isDone = Boolean(news?.classList.contains("govuk-notification-banner"));
  say(isDone ? `Done. ${news.querySelector("p").textContent}` : "");
  if (!news) return showWhatWasAsked(button);
  news.tabIndex = -1;
  news.focus({ preventScroll: isDone });
}

// "Show effect": its head has the focus, with what it would do and how to apply it beneath.
function showWhatWasAsked(button) {
  const head = find("effect-title");
  if (!head || button?.name) return;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  find("effect-why").scrollIntoView();
}

function putInPlace(text, address, button) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  if (!PARTS.every((id) => answer.getElementById(id))) {
    window.location.assign(address); // another page, or the sign-in: go there
    return;
  }
  for (const id of PARTS) find(id).replaceChildren(...answer.getElementById(id).childNodes);
  document.title = answer.title;
  document.body.dataset.answers = changes;
  tellNews(button);
}

async function send(sent, button) {
  const fields = new URLSearchParams(new FormData(sent));
  if (button?.name) fields.append(button.name, button.value);
  const answer = await fetch(sent.action, { method: "POST", body: fields, headers: { "If-Match": `"${fields.get("version")}"`, Accept: "text/html" } });
  const version = fields.get("version");
  changes += 1;
  putInPlace(await answer.text(), window.location.pathname, button);
  map?.show(chosen());
  showChoice(chosen());
  if (form()?.elements.version?.value !== version) await map?.refresh();
}

// ---- listening: what is replaced later is heard too ----

document.addEventListener("change", (event) => {
  if (event.target.name === "unit" || event.target.id === "to") choiceChanged();
});
document.addEventListener("submit", (event) => {
  if (!event.target.closest("#editor-form") || event.target.dataset.leaves) return;
  event.preventDefault();
  send(event.target, event.submitter).catch(() => say("This could not be sent. Nothing was changed; try again in a moment."));
});
find("tool-lasso")?.addEventListener("click", (event) => lasso(event.currentTarget));
find("tool-view")?.addEventListener("click", () => choose(map.inView(onlyHere()), true));
find("tool-none")?.addEventListener("click", () => choose([...chosen()], false));

const section = find("editor-map");
const opened = new EditMap(section, pick);
section.dataset.drawn = (await opened.open()) ? "yes" : "no";
performance.mark("editor-drawn");
if (section.dataset.drawn === "yes") {
  map = opened;
  map.show(chosen());
  showChoice(chosen());
}
