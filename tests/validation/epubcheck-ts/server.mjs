// epubcheck-ts in one process: a path in JSON on each line of stdin, a JSON array of messages on each of stdout.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

// The package is not beside this file: the first argument is the folder that holds node_modules.
const found = createRequire(`${process.argv[2]}/package.json`).resolve('@likecoin/epubcheck-ts');
const { EpubCheck } = (await import(pathToFileURL(found))).default;

for await (const line of createInterface({ input: process.stdin })) {
  const { messages } = await EpubCheck.validate(await readFile(JSON.parse(line)), { includeUsage: true });
  const told = messages.map(({ id, severity, message, location }) => ({
    code: id,
    severity: severity.toUpperCase(),
    text: message,
    where: `${location?.path ?? ''}:${location?.line ?? ''}:${location?.column ?? ''}`,
  }));
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
