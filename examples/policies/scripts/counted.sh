#!/bin/sh
# 0: counted by this very operation; 3: surely not counted.
set -eu
read -r key old < "$FILE.old" 2>/dev/null || exit 3
[ "$key" = "$TASKRUNNER_KEY" ] || exit 3
now=$(cat "$FILE" 2>/dev/null || echo 0)
[ "$now" -gt "$old" ] || exit 3
printf 'count=%s\n' "$now" > "$TASKRUNNER_OUTPUT"
