// Search over the names and first lines of the documentation, and the choice between light and dark.
"use strict";
const entries = [/* entries */];
const field = document.getElementById("search");
const found = document.getElementById("found");
const classes = document.getElementById("classes");
let selected = -1;

// Names that begin with what is typed come first, classes before members; then names that contain it, then texts.
function rank([name, , about], word) {
  const lower = name.toLowerCase();
  const last = lower.slice(lower.lastIndexOf(".") + 1);
  if (lower === word) return 0;
  if (last === word) return 1;
  if (lower.startsWith(word)) return 2;
  if (last.startsWith(word)) return 3;
  if (lower.includes(word)) return 4;
  return about.toLowerCase().includes(word) ? 5 : -1;
}

function show() {
  const word = field.value.trim().toLowerCase();
  const ranked = word ? entries.map((entry) => [rank(entry, word), entry]).filter(([n]) => n >= 0) : [];
  ranked.sort((a, b) => a[0] - b[0] || a[1][0].localeCompare(b[1][0]));
  found.replaceChildren(...ranked.slice(0, 30).map(([, [name, page, about]]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const small = document.createElement("small");
    link.href = page;
    link.textContent = name;
    small.textContent = about;
    item.append(link, small);
    return item;
  }));
  if (word && !ranked.length) found.textContent = "nothing found";
  selected = -1;
  found.hidden = !word;
  classes.hidden = Boolean(word);
}

function select(step) {
  const items = [...found.querySelectorAll("li")];
  if (!items.length) return;
  selected = (selected + step + items.length) % items.length;
  items.forEach((item, n) => item.setAttribute("aria-selected", String(n === selected)));
}

field.addEventListener("input", show);
field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    select(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const link = found.querySelectorAll("a")[Math.max(selected, 0)];
    if (link) location.href = link.href;
  } else if (event.key === "Escape") {
    field.value = "";
    show();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== field) {
    event.preventDefault();
    field.focus();
  }
});

const root = document.documentElement;
const stored = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
if (stored) root.dataset.theme = stored;
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private windows forget it */ }
});
