#!/bin/sh
set -eu
pid=$(cat "$ROOT/shop.pid" 2>/dev/null) || exit 3
kill -0 "$pid" 2>/dev/null || exit 3
dotnet "$DLL" check "$URL"
printf 'url=%s\npid=%s\n' "$URL" "$pid" > "$TASKRUNNER_OUTPUT"
