// npm test: installs what is missing, checks format, lint and types, runs every test, and counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { install, isInstalled } from './install.mjs';
import { demandNode } from './node-version.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Each counts as one test. Import rules are part of lint. */
const CHECKS = {
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  types: ['tsc', '-p', '.'],
  lint: ['eslint', '--max-warnings', '0', '.'],
};

try {
  demandNode();
  if (!isInstalled(root)) {
    console.log('- Installing the packages that the lock file names');
    install(root);
  }
  ensureChromium();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const counts = [...(await Promise.all(Object.keys(CHECKS).map(check))), await runTests()];
const passed = sum(counts.map((count) => count.passed));
const failed = sum(counts.map((count) => count.failed));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function check(name) {
  const startedAt = Date.now();
  const { code, output } = await run(CHECKS[name]);
  console.log(`- ${name}: ${code === 0 ? 'passed' : 'failed'} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
  if (code !== 0) console.log(output);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'fairwell-report-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(['vitest', 'run', ...reporters], 'inherit');
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  rmSync(folder, { recursive: true, force: true });
  return count(files, code);
}

function count(files, code) {
  const tests = files.flatMap((file) => file.assertionResults);
  const of = (status) => tests.filter((test) => test.status === status).length;
  for (const test of tests.filter(({ status }) => !['passed', 'failed'].includes(status))) {
    console.log(`- skipped: ${test.fullName}`);
  }
  // a file whose tests could not even be collected, and whatever else made the runner fail
  const unreadable = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = of('failed') + unreadable;
  return { passed: of('passed'), failed: code !== 0 && failed === 0 ? 1 : failed };
}

function run([tool, ...options], stdio = 'pipe') {
  const child = spawn(process.execPath, [programOf(tool), ...options], {
    cwd: root,
    stdio: ['ignore', stdio, stdio],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? 1, output })));
}

/** The script that a package's command runs, for any platform. */
function programOf(tool) {
  const folder = join(root, 'node_modules', tool === 'tsc' ? 'typescript' : tool);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[tool]);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
