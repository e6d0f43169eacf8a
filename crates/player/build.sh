#!/bin/sh
# Builds the player page with its WebAssembly.
#   OUT       where it goes (default target/site/player)
# wasm-opt and esbuild make it small where they are on the PATH; tools/site.sh sees to that.
set -eu
cd "$(dirname "$0")/../.."

out=${OUT:-target/site/player}
target=${CARGO_TARGET_DIR:-target}

cargo build -p beckon-player --target wasm32-unknown-unknown --profile wasm-release
parts="$target/player-page"
rm -rf "$parts" "$out"
mkdir -p "$parts" "$out"
wasm-bindgen --target web --no-typescript --out-dir "$parts" --out-name stage \
  "$target/wasm32-unknown-unknown/wasm-release/beckon_player.wasm"

if command -v wasm-opt >/dev/null; then
  # Only what browsers have had for years.
  wasm-opt -Oz --enable-bulk-memory --enable-sign-ext --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue \
    "$parts/stage_bg.wasm" -o "$out/stage_bg.wasm"
else
  echo "wasm-opt is not there: the player's WebAssembly stays larger than it need be" >&2
  cp "$parts/stage_bg.wasm" "$out/"
fi

cp crates/player/page/*.html crates/player/page/*.css "$out/"
cp crates/player/page/*.js "$parts/"
if command -v esbuild >/dev/null; then
  esbuild "$parts/player.js" --bundle --minify --format=esm --target=es2022 --log-level=warning --outfile="$out/player.js"
else
  echo "esbuild is not there: the player's scripts stay larger than they need be" >&2
  cp "$parts"/*.js "$out/"
fi
