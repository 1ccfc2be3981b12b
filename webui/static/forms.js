// The forms of the words stand on the page that the link leads to; with this they come to where it is.
export async function forms() {
  const line = document.querySelector(".forms > a");
  if (!line) return;
  try {
    const answer = await fetch(line.href);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    line.parentElement.replaceChildren(...page.querySelector(".forms").children);
  } catch {
    // The link still leads there.
  }
}
