// What the page leaves folded stands on the page that a link in its place leads to; with this it comes to the link's place.

export async function bring(link, part) {
  if (!link) return;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    link.replaceWith(...page.querySelector(part).children);
  } catch {
    // The link still leads there.
  }
}

export const unfold = (details) => bring(details.querySelector(".folded"), ".unfolded");

export function folded() {
  document.addEventListener("toggle", (event) => event.target.open && unfold(event.target), true);
}
