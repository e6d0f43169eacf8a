// Writes FILE.br and FILE.gz beside every file of a folder that gains by it, so that the server never
// compresses one file twice. Usage: node tools/precompress.mjs FOLDER…
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const GAINS = /\.(css|html|js|json|mjs|svg|txt|wasm|webmanifest|xml)$/;
const TOO_SMALL = 512;

const ways = {
  '.br': (bytes) =>
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  '.gz': (bytes) => gzipSync(bytes, { level: 9 }),
};

for (const folder of process.argv.slice(2)) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !GAINS.test(file)) continue;
    const { size, atime, mtime, mtimeMs } = statSync(file);
    if (size < TOO_SMALL) continue;
    for (const [ending, compress] of Object.entries(ways)) {
      // Written with the time of its original: another time means another original.
      if (existsSync(file + ending) && statSync(file + ending).mtimeMs === mtimeMs) continue;
      writeFileSync(file + ending, compress(readFileSync(file)));
      utimesSync(file + ending, atime, mtime);
    }
  }
}
