#!/bin/sh
set -eu
mkdir -p "$ROOT/site" "$ROOT/registry" "$ROOT/tmp"
printf 'site=%s\nregistry=%s\ntmp=%s\n' "$ROOT/site" "$ROOT/registry" "$ROOT/tmp" > "$TASKRUNNER_OUTPUT"
