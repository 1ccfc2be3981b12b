// The search box: completions as one types (the combobox of ARIA 1.2), and chips that show their words in it.
const box = document.querySelector("#q");

function completions() {
  const list = Object.assign(document.createElement("ul"), { id: "completions", className: "completions", hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "unseen" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Ways to go on");
  told.setAttribute("role", "status");
  box.after(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) box.setAttribute(name, value);

  let found = [], at = -1, asking, waiting;

  const text = () => box.value.slice(0, box.selectionStart);

  function show(suggestions) {
    found = suggestions;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = found.length ? `${found.length} to choose from` : "";
    choose(-1);
  }

  function option({ kind, label }, number) {
    const item = Object.assign(document.createElement("li"), { id: `completion-${number}` });
    item.setAttribute("role", "option");
    const words = Object.assign(document.createElement("bdi"), { textContent: label || "Without a title" });
    item.append(words, " ", Object.assign(document.createElement("span"), { className: "count", textContent: kind }));
    // Before the click, so that the box keeps the focus.
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(number); });
    return item;
  }

  function choose(number) {
    at = number;
    [...list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === at)));
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function take(number) {
    const { text: begun, address } = found[number];
    if (address) return location.assign(address);
    const rest = box.value.slice(box.selectionStart);
    const whole = rest ? begun : `${begun} `;
    box.value = whole + rest;
    box.setSelectionRange(whole.length, whole.length);
    show([]);
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/api/suggest?${new URLSearchParams({ q: text() })}`, { signal: asking.signal });
      if (document.activeElement === box) show(answer.ok ? (await answer.json()).suggestions : []);
    } catch {
      // Overtaken by the next letter, or no answer: the box works without.
    }
  }

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    show([]);
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 80);
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = found.length - 1;
    const keys = {
      ArrowDown: () => choose(at < last ? at + 1 : -1),
      ArrowUp: () => choose(at < 0 ? last : at - 1),
      Escape: close,
      ...(at >= 0 ? { Enter: () => take(at) } : {}),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
}

if (box) completions();

for (const part of document.querySelectorAll(".part[data-end]")) {
  part.addEventListener("click", (event) => {
    event.preventDefault();
    // Places are counted in characters, a field counts units of UTF-16.
    const units = (characters) => [...box.defaultValue].slice(0, characters).join("").length;
    box.value = box.defaultValue;
    box.focus();
    box.setSelectionRange(units(part.dataset.start), units(part.dataset.end));
  });
}
