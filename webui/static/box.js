// The search box: a chip shows its words in it.
const box = document.querySelector("#q");

for (const part of document.querySelectorAll(".part[data-end]")) {
  part.addEventListener("click", (event) => {
    event.preventDefault();
    box.focus();
    // Places are counted in characters, a field counts units of UTF-16.
    const units = (characters) => [...box.value].slice(0, characters).join("").length;
    box.setSelectionRange(units(part.dataset.start), units(part.dataset.end));
  });
}
