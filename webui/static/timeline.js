// The timeline by mouse and arrow keys: a stretch of it is chosen by dragging, or with Shift and the arrows, and opened
// by letting go, or with Enter. Each bar is a link without this.

const NS = "http://www.w3.org/2000/svg";

const dayBefore = (day) => new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10);

export function timeline(tell) {
  const figure = document.querySelector("figure.timeline");
  if (!figure) return;
  const begins = figure.dataset.begins.split(" ");
  const last = begins.length - 2;
  const chart = figure.querySelector(".chart");
  const svg = chart.querySelector("svg");
  const band = svg.appendChild(document.createElementNS(NS, "rect"));
  band.setAttribute("class", "band");
  band.setAttribute("height", "100");
  const handle = chart.appendChild(document.createElement("div")); // a slider must not hold links
  handle.className = "handle";
  let from = -1, to = -1;

  const titles = [...svg.querySelectorAll("a")].map((link) => [
    Number(link.querySelector(".reach").getAttribute("x")), link.querySelector("title").textContent,
  ]);
  const words = () => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const alone = low === high && titles.find(([place]) => place === low);
    return alone ? alone[1] : `${begins[low]} to ${dayBefore(begins[high + 1])}`;
  };
  const show = () => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    band.setAttribute("x", low);
    band.setAttribute("width", low < 0 ? 0 : high - low + 1);
    handle.setAttribute("aria-valuenow", Math.max(0, to));
    handle.setAttribute("aria-valuetext", low < 0 ? "nothing chosen" : words());
  };
  const drop = () => { from = to = -1; show(); };
  const open = () => {
    const there = new URL(location);
    for (const name of ["page", "open", "view"]) there.searchParams.delete(name);
    there.searchParams.set("since", begins[Math.min(from, to)]);
    there.searchParams.set("until", dayBefore(begins[Math.max(from, to) + 1]));
    location.assign(there);
  };
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - box.left) / box.width) * (last + 1))));
  };

  handle.tabIndex = 0;
  const said = {
    role: "slider", "aria-label": "Timeline: arrows choose, Shift widens, Enter opens", "aria-valuemin": 0,
    "aria-valuemax": last, "aria-valuenow": 0, "aria-valuetext": "nothing chosen",
  };
  for (const [name, value] of Object.entries(said)) handle.setAttribute(name, value);

  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, Home: -1e6, End: 1e6 }[event.key];
    if (by) {
      const start = to < 0 ? (by > 0 ? -1 : last + 1) : to;
      to = Math.max(0, Math.min(last, start + by));
      if (!event.shiftKey || from < 0) from = to;
      show();
      tell(words());
    } else if (event.key === "Enter" && from >= 0) open();
    else if (event.key === "Escape" && from >= 0) drop();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    drop();
    if (event.button || event.pointerType === "touch" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    from = place(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from < 0 || !event.buttons || (to < 0 && place(event) === from)) return;
    if (to < 0) svg.setPointerCapture(event.pointerId); // only now, so that a mere click goes to its bar's link
    to = place(event);
    show();
  });
  svg.addEventListener("pointerup", (event) => {
    if (svg.hasPointerCapture(event.pointerId)) open();
    else drop();
  });
  svg.addEventListener("pointercancel", drop);
}
