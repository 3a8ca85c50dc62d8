// Runs programs in the WebAssembly module and in the `murano` binary, and fails where the two differ.
//
// Usage: node compare.mjs MODULE.wasm MURANO PROGRAM...
//
// Compared are what a program prints, the report of its failure, and the applications it deploys to the simulated engine with
// their endpoints. Each program gets an instance of its own: a trap, such as a stack overflow, leaves an instance unusable.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const [modulePath, murano, ...programs] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(modulePath));
const files = sources('examples', 'tests/suite');

// Every .murano file below the directories, by path: what programs may import.
function sources(...directories) {
    const found = {};
    for (const directory of directories) {
        for (const entry of readdirSync(directory, { recursive: true })) {
            if (entry.endsWith('.murano')) found[join(directory, entry)] = readFileSync(join(directory, entry), 'utf8');
        }
    }
    return found;
}

function runInModule(file) {
    const { memory, input, run, output, output_length } = new WebAssembly.Instance(module).exports;
    const request = JSON.stringify({ file, files, environment: environmentOf(file), time: Date.now() });
    const bytes = new TextEncoder().encode(request);
    // Memory that grows gets a new buffer: every address is asked for before the buffer is.
    const address = input(bytes.length);
    new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
    const answer = length => {
        const address = output();
        return new TextDecoder().decode(new Uint8Array(memory.buffer, address, length));
    };
    try {
        return JSON.parse(answer(run()));
    } catch (error) {
        return { output: '', report: `the module failed: ${error.message}; ${answer(output_length())}`, applications: [] };
    }
}

function environmentOf(file) {
    return basename(file, '.murano').replace(/[^A-Za-z0-9_.-]/g, '-');
}

// Runs a program on a simulated engine that nothing was deployed to. With the format `json` the binary prints a summary in JSON after
// what the program printed, if anything was deployed; with `table` its errors are text.
function runBinary(file, format) {
    const state = mkdtempSync(join(tmpdir(), 'murano-compare-'));
    const args = ['run', file, '--engine', 'simulated', '--format', format, '--color', 'never'];
    const env = { PATH: process.env.PATH, HOME: '/nonexistent', TZ: 'UTC', MURANO_STATE: state };
    try {
        const { stdout, stderr, status } = spawnSync(murano, args, { env, encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 28 });
        return { stdout, stderr, status };
    } finally {
        rmSync(state, { recursive: true });
    }
}

// Where the results differ, in words; nothing if they do not.
function difference(file) {
    const ours = runInModule(file);
    const { stdout, stderr, status } = runBinary(file, ours.report === null ? 'json' : 'table');
    if (!stdout.startsWith(ours.output)) return `prints\n${ours.output}\ninstead of\n${stdout}`;
    if ((status === 0) !== (ours.report === null)) return `ends with\n${ours.report}\nbut the binary with exit code ${status}\n${stderr}`;
    if (ours.report !== null) return stderr.includes(ours.report) ? null : `reports\n${ours.report}\ninstead of\n${stderr}`;
    const rest = stdout.slice(ours.output.length);
    const summary = rest.trim() === '' ? { applications: [] } : JSON.parse(rest);
    const parts = summary.applications.map(({ application, host, endpoints }) => ({ application, endpoints, host }));
    const [here, there] = [ours.applications, parts].map(sorted);
    return here === there ? null : `deploys\n${here}\ninstead of\n${there}`;
}

function sorted(applications) {
    const ordered = applications.map(({ application, host, endpoints }) => ({ application, host, endpoints }));
    return JSON.stringify(ordered.sort((a, b) => (a.application < b.application ? -1 : 1)), null, 1);
}

let failed = 0;
for (const file of programs) {
    const found = difference(file);
    if (found !== null) console.error(`${file} ${found}\n`);
    failed += found !== null;
}
console.error(`${programs.length - failed} of ${programs.length} programs have the same results in WebAssembly`);
process.exit(failed === 0 && programs.length > 0 ? 0 : 1);
