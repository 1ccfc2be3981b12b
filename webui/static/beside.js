// A document opened beside the list where there is room for both, without losing the place in it.
// What is put there is cut out of the page that the same address leads to.

const wide = matchMedia("(min-width: 75rem)");
export const pane = () => document.querySelector(".pane");
let asked = 0, shown = location.search;

// Where a document's own page would be opened beside the list; null where there is no room or no list.
export function placeOf(link) {
  const there = new URL(link.href), part = "/document/";
  if (!wide.matches || !document.querySelector(".columns") || there.origin !== location.origin) return null;
  if (there.pathname === "/" && there.searchParams.has("open")) return there;
  if (!link.closest(".hits h2") || !there.pathname.startsWith(part)) return null;
  there.searchParams.set("open", decodeURIComponent(there.pathname.slice(part.length)));
  there.pathname = "/";
  return there;
}

// Walking on leaves no step in the history: back leads to the list.
export function open(there) {
  history[pane() ? "replaceState" : "pushState"]({}, "", there);
  return show();
}

async function show() {
  const mine = ++asked;
  shown = location.search;
  let page = null;
  if (new URLSearchParams(location.search).has("open")) {
    try {
      page = new DOMParser().parseFromString(await (await fetch(location)).text(), "text/html");
    } catch { /* as without this file, below */ }
    if (mine !== asked) return;
    if (!page?.querySelector(".pane")) return location.reload();
  }
  pane()?.remove();
  const next = page?.querySelector(".pane"), columns = document.querySelector(".columns");
  if (next) columns.querySelector(".found").append(next);
  columns.classList.toggle("with-pane", Boolean(next));
  document.body.classList.toggle("beside", Boolean(next));
  document.title = page?.title ?? document.title;
  for (const field of document.querySelectorAll("#marks [name=next]")) field.value = location.pathname + location.search;
  document.dispatchEvent(new Event("opened"));
}

function close() {
  const there = new URL(location);
  for (const name of ["open", "view"]) there.searchParams.delete(name);
  history.pushState({}, "", there);
  show();
}

if (document.querySelector(".columns")) {
  addEventListener("popstate", () => location.search !== shown && show());
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (wide.matches && link.matches(".pane .close")) {
      event.preventDefault();
      return close();
    }
    const there = placeOf(link);
    if (!there) return;
    event.preventDefault();
    open(there);
  });
}
