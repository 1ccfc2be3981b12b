// The desk by keys, and marks without a new page. All of it works without this file, one page at a time.
import { passages } from "./passages.js";

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

const hits = $$(".hits > li");
const text = $(".text");
const views = $$(".views a");
const LIST = "backfile-list";
let at = -1;

// What was found last, so that a document knows the one before it and the one after it.
if (hits.length) {
  const links = $$(".hits h2 a").map((link) => link.getAttribute("href"));
  sessionStorage.setItem(LIST, JSON.stringify(links));
}

function step(by) {
  if (!hits.length) return beside(by);
  at = Math.max(0, Math.min(hits.length - 1, at + by));
  hits.forEach((hit, number) => hit.classList.toggle("current", number === at));
  $("h2 a", hits[at]).focus({ preventScroll: true });
  hits[at].scrollIntoView({ block: "nearest" });
}

function beside(by) {
  const links = JSON.parse(sessionStorage.getItem(LIST) || "[]");
  const here = links.findIndex((link) => new URL(link, location).pathname === location.pathname);
  const next = here < 0 ? undefined : links[here + by];
  if (next) location.assign(next);
  else tell(by > 0 ? "The last of this page of results" : "The first of this page of results");
}

let marked = -1;
function hitInText(by) {
  const marks = text ? $$("mark", text) : [];
  if (!marks.length) return;
  marks[marked]?.classList.remove("current");
  marked = (marked + by + marks.length) % marks.length;
  marks[marked].classList.add("current");
  marks[marked].scrollIntoView({ block: "center" });
  tell(`Hit ${marked + 1} of ${marks.length}`);
}

const chosen = () => hits[at] ?? (hits.length ? null : document);
const press = (key) => chosen() && $(`[data-key="${key}"]`, chosen())?.click();
const title = () => chosen() && $("h2 a", hits[at] ?? document.createElement("p"));
const path = () => (hits[at] ? new URL(title().href).pathname : location.pathname).replace(/^\/document\//, "");

async function cite() {
  if (!chosen() || (!hits.length && !text && !views.length)) return;
  const answer = await fetch(`/cite/${path()}`);
  await navigator.clipboard.writeText((await answer.text()).trim());
  tell("The citation is copied");
}

function evidence() {
  if (hits[at]) location.assign(withView(title().href));
  else if (views.length) location.assign(views[3].href);
}

function withView(href) {
  const there = new URL(href);
  there.searchParams.set("view", "evidence");
  return there;
}

const search = hits.length > 0;
const KEYS = {
  "/": ["the search box", () => { $("#q")?.focus(); $("#q")?.select(); }],
  j: ["the next document", () => step(1)],
  k: ["the one before", () => step(-1)],
  ...(search
    ? { o: ["open it", () => title()?.click()] }
    : { n: ["the next hit in the text", () => hitInText(1)], p: ["the hit before", () => hitInText(-1)],
        u: ["back to the results", () => $(".back a")?.click()] }),
  x: ["keep it, or let it go", () => press("x")],
  r: ["read, or unread", () => press("r")],
  c: ["copy its citation", () => cite()],
  e: ["its evidence", () => evidence()],
  "?": ["these keys", () => help()],
};

function help() {
  let box = $("dialog.keys");
  if (!box) {
    box = document.createElement("dialog");
    box.className = "keys";
    const list = document.createElement("dl");
    for (const [key, [words]] of Object.entries(KEYS)) {
      const name = document.createElement("dt"), said = document.createElement("dd");
      name.append(Object.assign(document.createElement("kbd"), { textContent: key }));
      said.textContent = words;
      list.append(name, said);
    }
    const close = Object.assign(document.createElement("button"), { textContent: "Close", className: "quiet" });
    close.addEventListener("click", () => box.close());
    box.append(Object.assign(document.createElement("h2"), { textContent: "Keys on this page" }), list, close);
    document.body.append(box);
  }
  box.open ? box.close() : box.showModal();
}

const told = Object.assign(document.createElement("p"), { className: "told" });
told.setAttribute("role", "status");
document.body.append(told);
let silence;
function tell(words) {
  told.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => { told.textContent = ""; }, 2500);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") document.activeElement?.blur();
  if (event.target.closest?.("input, textarea, select, dialog[open]") && event.target.type !== "checkbox") return;
  const found = KEYS[event.key];
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
  button.value = `${OPPOSITE[act]} ${id}`;
  button.setAttribute("aria-pressed", on);
  if (button.dataset.key === "r") button.closest(".hits > li")?.classList.toggle("is-read", on);
});

// Type to find a value of a long facet.
for (const label of $$(".find")) {
  const box = $("input", label);
  label.hidden = false;
  box.addEventListener("input", () => {
    const wanted = box.value.toLocaleLowerCase();
    const section = box.closest("section");
    if (wanted) for (const more of $$("details", section)) more.open = true;
    for (const item of $$("li", section)) item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
  });
}

if (text) passages(text);
