#!/bin/sh
# Builds pages, player and server (`tools/site.sh release` or `debug`), unless nothing has changed since it last did.
set -eu
cd "$(dirname "$0")/.."
profile=$1
site=target/site
stamp=$site/.built-$profile
PATH="$PWD/tools/node_modules/.bin:$PATH"
export PATH

changed() {
    [ -f "$stamp" ] && [ -x "${CARGO_TARGET_DIR:-target}/$profile/beckon" ] || return 0
    [ -n "$(find app crates frontend public server style tools Cargo.toml Cargo.lock .cargo \
        -name node_modules -prune -o -newer "$stamp" -print -quit)" ]
}

changed || exit 0
# What changes while it builds is newer than that.
begun=$(mktemp)
# cargo-leptos empties the folder of the site, so that the player comes after it.
if [ "$profile" = release ]; then cargo leptos build --release; else cargo leptos build; fi
sh crates/player/build.sh
# The program finds its scripts by it, wherever the two are put.
cp "${CARGO_TARGET_DIR:-target}/$profile/hash.txt" "$site/hash.txt"
if [ "$profile" = release ]; then node tools/precompress.mjs "$site"; fi
touch -r "$begun" "$stamp"
rm "$begun"
