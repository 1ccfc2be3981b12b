// A line at the foot of the page that says what was just done, and says it to ears too.
const told = Object.assign(document.createElement("p"), { className: "told" });
told.setAttribute("role", "status");
document.body.append(told);
let silence;

// What shows anyway is said to ears alone.
export function tell(words, shows = false) {
  told.classList.toggle("unseen", shows);
  told.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => { told.textContent = ""; }, 2500);
}
