#!/bin/sh
# Remembers the old number first, so that the probe can tell and the rollback can go back.
set -eu
old=$(cat "$FILE" 2>/dev/null || echo 0)
printf '%s %s\n' "$TASKRUNNER_KEY" "$old" > "$FILE.old"
printf '%s\n' $((old + 1)) > "$FILE.new"
mv "$FILE.new" "$FILE"
printf 'count=%s\n' $((old + 1)) > "$TASKRUNNER_OUTPUT"
