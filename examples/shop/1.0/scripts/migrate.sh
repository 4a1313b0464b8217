#!/bin/sh
set -eu
from=$(dotnet "$DLL" db version "$FILE")
printf '%s' "$from" > "$FILE.migrating"
dotnet "$DLL" db migrate "$FILE" "$TARGET"
rm -f "$FILE.migrating"
printf 'from=%s\nto=%s\n' "$from" "$TARGET" > "$TASKRUNNER_OUTPUT"
