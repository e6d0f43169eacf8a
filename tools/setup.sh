#!/bin/sh
# Installs what building (`tools/setup.sh build`), testing (`tools/setup.sh test`) or fuzzing (`tools/setup.sh fuzz`)
# Beckon needs and this machine lacks. Quick when nothing is missing; safe to run again.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-build}

CARGO_LEPTOS=0.3.10
CARGO_FUZZ=0.13.2

say() { printf '%s\n' "setup: $*" >&2; }
fail() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# The version of a crate that Cargo.lock holds.
locked() {
    awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock 2>/dev/null || :
}

# cargo_tool COMMAND CRATE VERSION VERSION-THAT-IT-PRINTS
cargo_tool() {
    [ "$4" = "$3" ] && return 0
    say "installing $2 $3 (a few minutes, once)"
    # Not optimised: the tool is slower, its own build is half as long, and the product is the same.
    env -u CARGO_TARGET_DIR cargo install "$2@$3" --locked --debug --force
    has "$1" || fail "$2 was installed, but $1 is not on the PATH: add \$HOME/.cargo/bin to it"
}

# npm_packages FOLDER: what the folder's package-lock.json names, unless it lies there already.
npm_packages() {
    stamp="$1/node_modules/.package-lock.json"
    if [ -f "$stamp" ] && ! [ "$1/package-lock.json" -nt "$stamp" ]; then return 0; fi
    say "installing the npm packages of $1"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix "$1" ci --no-audit --no-fund --loglevel=error
    touch "$stamp"
}

# debian_package PACKAGE WHAT-FOR
debian_package() {
    has apt-get || fail "please install $1 ($2): this machine has no apt-get to do it with"
    say "installing $1 ($2)"
    root=
    if [ "$(id -u)" != 0 ]; then
        has sudo || fail "please install $1 ($2): that needs root or sudo"
        root=sudo
    fi
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" >&2 && return 0
    # The lists may be absent or out of date.
    $root apt-get update -q >&2
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" >&2
}

# python_packages FILE FOLDER WHAT-FOR: what the file names, in a virtual environment, unless just that lies there already.
python_packages() {
    if cmp -s "$1" "$2/installed.txt" && [ -x "$2/bin/python" ]; then return 0; fi
    python3 -c 'import ensurepip, venv' 2>/dev/null || debian_package python3-venv "$3"
    say "installing the Python packages of $1"
    rm -rf "$2"
    python3 -m venv "$2"
    "$2/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$1" >&2
    cp "$1" "$2/installed.txt"
}

for tool in cargo node npm; do
    has "$tool" || fail "$tool is missing. Rust comes from https://rustup.rs, Node.js 20 or later from https://nodejs.org."
done

if [ "$purpose" = fuzz ]; then
    has c++ || debian_package g++ "libFuzzer is C++"
    cargo_tool cargo-fuzz cargo-fuzz "$CARGO_FUZZ" "$(cargo-fuzz --version 2>/dev/null | awk '{ print $2 }')"
    exit 0
fi

wasm_libraries="$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown"
if ! [ -d "$wasm_libraries" ]; then
    has rustup || fail "this Rust has no wasm32-unknown-unknown target, and there is no rustup to add it"
    say "adding the WebAssembly target"
    rustup target add wasm32-unknown-unknown
fi

wasm_bindgen=$(locked wasm-bindgen)
[ -n "$wasm_bindgen" ] || fail "Cargo.lock names no wasm-bindgen: is this a whole checkout?"
cargo_tool cargo-leptos cargo-leptos "$CARGO_LEPTOS" "$(cargo-leptos --version 2>/dev/null | awk '{ print $2 }')"
cargo_tool wasm-bindgen wasm-bindgen-cli "$wasm_bindgen" "$(wasm-bindgen --version 2>/dev/null | awk '{ print $2 }')"
npm_packages tools

[ "$purpose" = test ] || exit 0

npm_packages end2end
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || debian_package chromium "the browser of the end-to-end tests"
if ! has initdb && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    debian_package postgresql "the store tests run on SQLite and on PostgreSQL"
fi
python_packages end2end/requirements.txt end2end/.venv "schemathesis tries the API, and SCORM Cloud's client for Python is one"
