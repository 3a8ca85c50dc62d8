// The client of the language server `murano lsp`, and the commands of its code lenses, which run `murano` in a terminal.
'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

async function activate(context) {
  const register = (name, run) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  register('murano.run', (uri) => inTerminal(['run'], uri));
  register('murano.plan', (uri) => inTerminal(['plan'], uri));
  register('murano.test', (uri, filter) => inTerminal(['test', '--filter', filter], uri));
  register('murano.restart', () => client.restart());
  await start();
}

async function start() {
  const run = { command: command(), args: ['lsp'] };
  const options = {
    documentSelector: [
      { language: 'murano' },
      // The server says nothing about files that are neither classes, manifests nor models.
      { language: 'yaml', scheme: 'file' },
      { language: 'json', scheme: 'file' },
    ],
    initializationOptions: { packages: setting('packages', []) },
  };
  client = new LanguageClient('murano', 'Murano', run, options);
  try {
    await client.start();
  } catch (error) {
    const text = `cannot start \`${run.command} lsp\`: ${error.message}. Set \`murano.path\` to the command.`;
    vscode.window.showErrorMessage(text);
  }
}

function command() {
  return setting('path', 'murano');
}

function setting(name, otherwise) {
  return vscode.workspace.getConfiguration('murano').get(name) || otherwise;
}

// The editor's file is the default, for commands from the palette.
function inTerminal(args, uri) {
  const file = uri ? vscode.Uri.parse(uri) : vscode.window.activeTextEditor?.document.uri;
  if (!file) return;
  const name = 'Murano';
  const terminal = vscode.window.terminals.find((t) => t.name === name) ?? vscode.window.createTerminal(name);
  terminal.show();
  terminal.sendText([command(), ...args, file.fsPath].map(quoted).join(' '));
}

// A word of a command line; on Windows the terminal is most likely PowerShell, which quotes alike.
function quoted(word) {
  return /^[\w./:\\-]+$/.test(word) ? word : `'${word.replaceAll("'", process.platform === 'win32' ? "''" : "'\\''")}'`;
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
