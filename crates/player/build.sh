#!/bin/sh
# Builds the player page with its WebAssembly.
#   OUT       where it goes (default target/site/player)
#   WASM_OPT  the wasm-opt to use (default: node_modules/.bin, else PATH, else none)
set -eu
cd "$(dirname "$0")/../.."

out=${OUT:-target/site/player}
target=${CARGO_TARGET_DIR:-target}

cargo build -p beckon-player --target wasm32-unknown-unknown --profile wasm-release
mkdir -p "$out"
wasm-bindgen --target web --no-typescript --out-dir "$out" --out-name stage \
  "$target/wasm32-unknown-unknown/wasm-release/beckon_player.wasm"

opt=${WASM_OPT:-}
if [ -z "$opt" ] && [ -x node_modules/.bin/wasm-opt ]; then opt=node_modules/.bin/wasm-opt; fi
if [ -z "$opt" ]; then opt=$(command -v wasm-opt || true); fi
if [ -n "$opt" ]; then
  # Only what browsers have had for years.
  "$opt" -Oz --enable-bulk-memory --enable-sign-ext --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue "$out/stage_bg.wasm" -o "$out/stage_bg.wasm.small"
  mv "$out/stage_bg.wasm.small" "$out/stage_bg.wasm"
else
  echo "wasm-opt is not there: the player's WebAssembly stays larger than it need be" >&2
fi

cp crates/player/page/*.html crates/player/page/*.css crates/player/page/*.js "$out/"
