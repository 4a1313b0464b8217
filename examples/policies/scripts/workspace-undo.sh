#!/bin/sh
# The ledger stays: what was paid is not forgotten.
set -eu
rm -rf "$ROOT/site" "$ROOT/site.tar.xz" "$ROOT/tmp" "$ROOT/counter" "$ROOT/counter.old" "$ROOT/lock"
[ ! -d "$ROOT/registry" ] || rmdir "$ROOT/registry"
