// What scripts/pages does in the browser: node pages.mjs BROWSER DIRECTORY. Fails at the first thing that is not as it should be.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, directory] = process.argv.slice(2);
const site = pathToFileURL(directory + "/").href;
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args });
const problems = [];

async function open(page, options = {}) {
  const opened = await browser.newPage(options);
  opened.on("pageerror", (error) => problems.push(String(error)));
  opened.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await opened.goto(site + page);
  return opened;
}

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = "rgb(255, 255, 255)";

// The search finds classes before members, is used with the keyboard, and says when there is nothing.
async function search() {
  const page = await open("index.html");
  await page.keyboard.press("/");
  await page.keyboard.type("healthch");
  const found = await page.locator("#found li a").allTextContents();
  assert.equal(found[0], "HealthCheck");
  assert.ok(found.includes("DockerContainer.healthcheck"), String(found));
  await Promise.all([page.waitForURL("**/HealthCheck.html"), page.keyboard.press("Enter")]);
  await page.fill("#search", "no such name");
  assert.equal(await page.textContent("#found"), "nothing found");
  await page.keyboard.press("Escape");
  assert.ok(await page.isVisible("#classes"));
}

// The colours follow the system until somebody chooses, and the choice is kept.
async function colours() {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open("DockerApplication.html", { colorScheme });
    assert.equal((await background(page)) === LIGHT, colorScheme === "light");
    await page.click("#theme");
    assert.equal((await background(page)) === LIGHT, colorScheme === "dark");
    await page.reload();
    assert.equal((await background(page)) === LIGHT, colorScheme === "dark");
    await page.close();
  }
}

// Each page that a link leads to is there, with the heading that the link names.
async function links() {
  const page = await open("index.html");
  const [seen, waiting] = [new Set(), ["index.html"]];
  let count = 0;
  while (waiting.length) {
    const name = waiting.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    await page.goto(site + name);
    for (const target of await page.$$eval("a", (all) => all.map((link) => link.href))) {
      if (!target.startsWith(site)) continue;
      count += 1;
      waiting.push(target.slice(site.length).split("#")[0]);
    }
  }
  assert.ok(seen.size > 40 && count > 1000, `${seen.size} pages, ${count} links`);
  return `${seen.size} pages, ${count} links`;
}

// A narrow screen shows a page without scrolling to the side.
async function narrow() {
  const page = await open("DockerContainer.html", { viewport: { width: 400, height: 800 } });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 400);
}

await search();
await colours();
const visited = await links();
await narrow();
await browser.close();
assert.deepEqual(problems, []);
console.error(`pages: search, light and dark, narrow screens; ${visited}`);
