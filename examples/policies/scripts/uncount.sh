#!/bin/sh
set -eu
read -r key old < "$FILE.old" 2>/dev/null || exit 0
[ "$key" = "$TASKRUNNER_KEY" ] || exit 0
printf '%s\n' "$old" > "$FILE"
rm -f "$FILE.old"
