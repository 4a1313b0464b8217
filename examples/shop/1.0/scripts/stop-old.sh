#!/bin/sh
# Remembers how the running version was started, for the rollback, and ends it.
set -eu
[ ! -f "$ROOT/running" ] || cp "$ROOT/running" "$ROOT/running.before"
sh "$TASKRUNNER_PACKAGE/scripts/stop.sh"
