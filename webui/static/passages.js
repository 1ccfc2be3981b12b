// A selection in a document's text becomes a permanent link to exactly that passage.

// Letters are counted as the server counts them: one for each code point.
const letters = (words) => [...words].length;

function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const paragraph = element.closest("p[data-start]");
  if (!paragraph) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return Number(paragraph.dataset.start) + letters(before.toString());
}

export function passages() {
  const link = document.createElement("a");
  link.className = "passage-link";
  link.textContent = "Link to this passage";
  link.hidden = true;
  document.body.append(link);

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    link.hidden = true;
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0).cloneRange();
    const text = document.querySelector(".text[data-document]");
    if (!text?.contains(range.startContainer)) return;
    // Three clicks on the last paragraph select up to what stands after the text.
    const last = [...text.querySelectorAll("p[data-start]")].at(-1);
    if (last && !text.contains(range.endContainer)) range.setEnd(last, last.childNodes.length);
    const start = placeOf(range.startContainer, range.startOffset);
    const end = placeOf(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return;
    const query = new URLSearchParams({ version: text.dataset.version, passage: `${start}-${end}` });
    link.href = `${text.dataset.document}?${query}#passage`;
    const box = range.getBoundingClientRect();
    link.style.top = `${window.scrollY + box.bottom + 6}px`;
    link.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 190))}px`;
    link.hidden = false;
  });
}
