#!/bin/sh
set -eu
umask 077
mkdir -p "$ROOT/data" "$ROOT/etc" "$ROOT/releases" "$ROOT/log"
printf 'data=%s\netc=%s\nreleases=%s\n' "$ROOT/data" "$ROOT/etc" "$ROOT/releases" > "$TASKRUNNER_OUTPUT"
