// The TextMate grammar colours what the editor shows: scopes of chosen tokens, and no token left in a string after its end.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const here = path.dirname(fileURLToPath(import.meta.url));
const grammarPath = path.join(here, '../syntaxes/murano.tmLanguage.json');

async function load() {
  const wasm = fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammarPath, 'utf8'), grammarPath),
  });
  return registry.loadGrammar('source.murano');
}

const grammar = await load();

function tokens(text) {
  let stack = textmate.INITIAL;
  const found = [];
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const token of result.tokens) {
      found.push({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes });
    }
  }
  return { found, stack };
}

function scope(text, word) {
  const token = tokens(text).found.find((token) => token.text.trim() === word);
  assert.ok(token, `${word} is no token of ${text}`);
  return token.scopes.at(-1);
}

test('tokens have their scopes', () => {
  const cases = [
    ['class Redis extends Application { }', 'Redis', 'entity.name.type.class.murano'],
    ['class Redis extends Application { }', 'Application', 'entity.name.type.murano'],
    ['class Redis extends Application { }', 'extends', 'keyword.other.murano'],
    ['    out state: string', 'state', 'variable.other.property.murano'],
    ['    port: int! = 80', 'int', 'support.type.murano'],
    ['function greet(name) { }', 'greet', 'entity.name.function.murano'],
    ['$x.where($.a = 1)', 'where', 'entity.name.function.member.murano'],
    ['$x.port', 'port', 'variable.other.property.murano'],
    ['$x = $this.y', '$this', 'variable.language.this.murano'],
    ['$x = 1.5', '1.5', 'constant.numeric.murano'],
    ['if $a then 1 else 2', 'then', 'keyword.control.murano'],
    ['/// A store.', '/// A store.', 'comment.line.documentation.murano'],
    ['// no', '// no', 'comment.line.double-slash.murano'],
    ["try { } catch std:NotFound as $e { }", 'std:NotFound', 'entity.name.type.murano'],
    ['@Title { a: 1 }', 'Title', 'entity.name.type.annotation.murano'],
    ['namespace com.example', 'com.example', 'entity.name.namespace.murano'],
  ];
  for (const [text, word, expected] of cases) {
    assert.equal(scope(text, word), expected, text);
  }
});

test('expressions in strings are code', () => {
  const { found } = tokens('"a \\($x.f(")")) b" // c');
  const inner = found.find((token) => token.text === '$x');
  assert.ok(inner.scopes.includes('meta.interpolation.murano'));
  assert.equal(found.at(-1).scopes.at(-1), 'comment.line.double-slash.murano');
  assert.deepEqual(tokens("'a \\(1)'").found.filter((t) => t.scopes.includes('meta.interpolation.murano')), []);
});

test('every program ends outside of strings', () => {
  const root = process.env.MURANO_ROOT ?? path.join(here, '../../..');
  const files = ['examples', 'tests/suite'].flatMap((directory) =>
    fs.readdirSync(path.join(root, directory), { recursive: true })
      .filter((name) => name.endsWith('.murano'))
      .map((name) => path.join(root, directory, name)),
  );
  assert.ok(files.length > 20);
  for (const file of files.filter((file) => !file.includes('syntax'))) {
    const { stack } = tokens(fs.readFileSync(file, 'utf8'));
    assert.equal(stack.depth, 1, file);
  }
});
