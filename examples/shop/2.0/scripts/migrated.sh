#!/bin/sh
# 0: the schema is where it should be; 3: surely not; anything else: cannot tell.
set -eu
[ -f "$FILE" ] || exit 3
[ "$(dotnet "$DLL" db version "$FILE")" = "$TARGET" ] || exit 3
from=$(cat "$FILE.migrating" 2>/dev/null || echo "$TARGET")
rm -f "$FILE.migrating"
printf 'from=%s\nto=%s\n' "$from" "$TARGET" > "$TASKRUNNER_OUTPUT"
