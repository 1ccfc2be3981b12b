// The desk by keys, and marks without a new page. All of it works without this file, one page at a time.
import { open, pane, placeOf } from "./beside.js";
import { bring, folded, unfold } from "./folded.js";
import { passages } from "./passages.js";
import { timeline } from "./timeline.js";
import { tell } from "./told.js";

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

const hits = $$(".hits > li");
const view = (name) => $$(".views a").find((link) => new URL(link.href).searchParams.get("view") === name);
const LIST = "backfile-list";
let at = hits.findIndex((hit) => hit.matches(".is-open"));

// What was found last, so that a document knows the one before it and the one after it.
if (hits.length) {
  const links = $$(".hits h2 a").map((link) => link.getAttribute("href"));
  sessionStorage.setItem(LIST, JSON.stringify(links));
}

function step(by) {
  if (pane()) return walk(by);
  if (!hits.length) return neighbour(by);
  at = Math.max(0, Math.min(hits.length - 1, at + by));
  hits.forEach((hit, number) => hit.classList.toggle("current", number === at));
  $("h2 a", hits[at]).focus({ preventScroll: true });
  hits[at].scrollIntoView({ block: "nearest" });
}

// The document before or after the one that is open; past the end of the page on the next page.
function walk(by) {
  const link = $(`.panes [rel=${by > 0 ? "next" : "prev"}]`);
  if (!link) return tell(by > 0 ? "The last of these results" : "The first of these results");
  const there = placeOf(link);
  there ? open(there) : location.assign(link.href);
}

// What is open is the one that stands out in the list.
document.addEventListener("opened", () => {
  const id = new URLSearchParams(location.search).get("open");
  at = hits.findIndex((hit) => $(".tick input", hit).value === id);
  hits.forEach((hit, number) => {
    hit.classList.toggle("is-open", number === at);
    hit.classList.remove("current");
  });
  hits[at]?.scrollIntoView({ block: "nearest" });
  marked = -1;
  if (pane()) tell($(".pane .title").textContent, true);
});

function neighbour(by) {
  const links = JSON.parse(sessionStorage.getItem(LIST) || "[]");
  const here = links.findIndex((link) => new URL(link, location).pathname === location.pathname);
  const next = here < 0 ? undefined : links[here + by];
  if (next) location.assign(next);
  else tell(by > 0 ? "The last of this page of results" : "The first of this page of results");
}

let marked = -1;
function hitInText(by) {
  const marks = $$(".text mark");
  if (!marks.length) return;
  marks[marked]?.classList.remove("current");
  marked = (marked + by + marks.length) % marks.length;
  marks[marked].classList.add("current");
  marks[marked].scrollIntoView({ block: "center" });
  for (const tick of $$(".map a")) tick.classList.toggle("current", tick.getAttribute("href") === `#${marks[marked].id}`);
  tell(`Hit ${marked + 1} of ${marks.length}`);
}

const chosen = () => pane() ?? hits[at] ?? (hits.length ? null : document);
const press = (key) => chosen() && $(`[data-key="${key}"]`, chosen())?.click();
const title = () => hits[at] && $("h2 a", hits[at]);
const page = () => $(".pane .full") ?? title() ?? location;
const path = () => new URL(page().href).pathname.replace(/^\/document\//, "");

async function cite() {
  if (!view("text") && !title()) return;
  try {
    const answer = await fetch(`/cite/${path()}`);
    if (!answer.ok) throw new Error(answer.status);
    await navigator.clipboard.writeText((await answer.text()).trim());
    tell("The citation is copied");
  } catch {
    tell("It could not be copied; the document has it under Cite");
  }
}

function evidence() {
  if (view("evidence")) return view("evidence").click();
  if (!title()) return;
  const there = placeOf(title()) ?? new URL(title().href);
  there.searchParams.set("view", "evidence");
  there.pathname === "/" ? open(there) : location.assign(there);
}

const keys = () => ({
  "/": ["the search box", () => { $("#q")?.focus(); $("#q")?.select(); }],
  j: ["the next document", () => step(1)],
  k: ["the one before", () => step(-1)],
  ...(view("text") && { n: ["the next hit in the text", () => hitInText(1)], p: ["the hit before", () => hitInText(-1)] }),
  ...(hits.length || pane()
    ? { o: ["open it on a page of its own", () => page() !== location && location.assign(page().href)] }
    : { u: ["back to the results", () => $(".back a")?.click()] }),
  ...(pane() && { u: ["close it", () => $(".pane .close").click()] }),
  x: ["keep it, or let it go", () => press("x")],
  r: ["read, or unread", () => press("r")],
  c: ["copy its citation", () => cite()],
  e: ["its evidence", () => evidence()],
  "?": ["these keys", () => help()],
});

function help() {
  if ($("dialog.keys")) return $("dialog.keys").close();
  const box = Object.assign(document.createElement("dialog"), { className: "keys" });
  const list = document.createElement("dl");
  for (const [key, [words]] of Object.entries(keys())) {
    const name = document.createElement("dt"), said = document.createElement("dd");
    name.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    said.textContent = words;
    list.append(name, said);
  }
  const close = Object.assign(document.createElement("button"), { textContent: "Close", className: "quiet" });
  close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  box.append(Object.assign(document.createElement("h2"), { textContent: "Keys on this page" }), list, close);
  document.body.append(box);
  box.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") document.activeElement?.blur();
  if (event.target.closest?.("input, textarea, select, dialog[open]") && event.target.type !== "checkbox") return;
  const found = keys()[event.key];
  if (!found) return;
  event.preventDefault();
  found[1]();
});

// A mark is set where one stands; whatever goes wrong, the form is sent as it would be without this.
const OPPOSITE = { read: "unread", unread: "read", keep: "drop", drop: "keep" };
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".mark-button");
  if (!button) return;
  event.preventDefault();
  const [act, ...rest] = button.value.split(" ");
  const id = rest.join(" ");
  try {
    const answer = await fetch("/api/marks", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ do: act, ids: [id] }),
    });
    if (!answer.ok) throw new Error(answer.status);
  } catch {
    return button.form.requestSubmit(button);
  }
  const on = act === "read" || act === "keep";
  for (const twin of $$(`.mark-button[data-key=${button.dataset.key}]`)) {
    if (twin.value !== `${act} ${id}`) continue;
    twin.value = `${OPPOSITE[act]} ${id}`;
    twin.setAttribute("aria-pressed", on);
    if (twin.dataset.key === "r") twin.closest(".hits > li")?.classList.toggle("is-read", on);
  }
});

// Type to find a value of a long facet; those folded are fetched as soon as it is meant.
for (const label of $$(".find")) {
  const box = $("input", label), section = box.closest("section");
  const find = () => {
    const wanted = box.value.toLocaleLowerCase();
    if (wanted) for (const more of $$("details", section)) more.open = true;
    for (const item of $$("li", section)) item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
  };
  label.hidden = false;
  box.addEventListener("focus", async () => {
    for (const more of $$("details", section)) await unfold(more);
    find();
  });
  box.addEventListener("input", find);
}

bring($(".forms > a"), ".forms"); // they are looked up after what was found, so that the page need not wait
folded();
passages();
timeline(tell);
