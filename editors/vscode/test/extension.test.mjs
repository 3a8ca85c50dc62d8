// The extension without an editor: what it registers, how it starts the server, and what it types into the terminal.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = path.dirname(fileURLToPath(import.meta.url));
const manifest = JSON.parse(fs.readFileSync(path.join(here, '../package.json'), 'utf8'));

// An editor that notes what it is asked for.
function editor(settings = {}) {
  const noted = { commands: new Map(), clients: [], sent: [], errors: [] };
  const vscode = {
    commands: { registerCommand: (name, run) => (noted.commands.set(name, run), { dispose() {} }) },
    workspace: { getConfiguration: (section) => ({ get: (name) => settings[`${section}.${name}`] }) },
    Uri: { parse: (uri) => ({ fsPath: decodeURIComponent(new URL(uri).pathname) }) },
    window: {
      terminals: [],
      activeTextEditor: undefined,
      createTerminal: () => ({ show() {}, sendText: (text) => noted.sent.push(text) }),
      showErrorMessage: (text) => noted.errors.push(text),
    },
  };
  class LanguageClient {
    constructor(id, name, run, options) {
      Object.assign(this, { run, options });
      noted.clients.push(this);
    }
    async start() {
      if (settings.fails) throw new Error('spawn ENOENT');
    }
    async restart() { this.restarted = true; }
    async stop() {}
  }
  return { noted, modules: { vscode, 'vscode-languageclient/node': { LanguageClient } } };
}

async function activated(settings) {
  const { noted, modules } = editor(settings);
  const load = Module._load;
  Module._load = (request, ...rest) => modules[request] ?? load(request, ...rest);
  try {
    const file = require.resolve('../extension.js');
    delete require.cache[file];
    const extension = require(file);
    await extension.activate({ subscriptions: [] });
    return { noted, extension };
  } finally {
    Module._load = load;
  }
}

test('every command of the manifest is there', async () => {
  const { noted } = await activated();
  for (const { command } of manifest.contributes.commands) {
    assert.ok(noted.commands.has(command), command);
  }
});

test('the server is started with the settings', async () => {
  const { noted } = await activated({ 'murano.path': '/opt/murano', 'murano.packages': ['apps'] });
  const [client] = noted.clients;
  assert.deepEqual([client.run.command, client.run.args], ['/opt/murano', ['lsp']]);
  assert.deepEqual(client.options.initializationOptions, { packages: ['apps'] });
  const languages = client.options.documentSelector.map((one) => one.language);
  assert.deepEqual(languages, ['murano', 'yaml', 'json']);
  await noted.commands.get('murano.restart')();
  assert.ok(client.restarted);
});

test('a server that does not start is explained', async () => {
  const { noted } = await activated({ fails: true });
  assert.equal(noted.errors.length, 1);
  assert.match(noted.errors[0], /murano\.path/);
});

test('commands are typed with their words quoted', async () => {
  const { noted } = await activated();
  noted.commands.get('murano.run')("file:///a%20b/it's.murano");
  noted.commands.get('murano.test')('file:///t.murano', 'ShopTest.test; rm x');
  // Without a file there is nothing to run.
  noted.commands.get('murano.plan')();
  assert.deepEqual(noted.sent, [
    "murano run '/a b/it'\\''s.murano'",
    "murano test --filter 'ShopTest.test; rm x' /t.murano",
  ]);
});

test('settings and files of the manifest exist', () => {
  const names = Object.keys(manifest.contributes.configuration.properties);
  assert.deepEqual(names.sort(), ['murano.packages', 'murano.path']);
  const files = [manifest.main, ...manifest.contributes.grammars.map((one) => one.path)];
  for (const file of files) assert.ok(fs.existsSync(path.join(here, '..', file)), file);
});
