#!/bin/sh
# Starts the service in a session of its own and waits until it answers. `running` remembers how it was started.
set -eu
sh "$TASKRUNNER_PACKAGE/scripts/stop.sh"
setsid dotnet "$DLL" serve "$SETTINGS" "$PAGE" >> "$ROOT/log/shop.log" 2>&1 < /dev/null &
pid=$!
echo "$pid" > "$ROOT/shop.pid"
printf '%s\n%s\n%s\n' "$DLL" "$SETTINGS" "$PAGE" > "$ROOT/running"
tries=0
until dotnet "$DLL" check "$URL" 2>/dev/null; do
  tries=$((tries + 1))
  kill -0 "$pid" 2>/dev/null || { tail -n 3 "$ROOT/log/shop.log" >&2; exit 1; }
  [ "$tries" -lt 40 ] || { echo "no answer from $URL" >&2; exit 1; }
  sleep 0.25
done
printf 'url=%s\npid=%s\n' "$URL" "$pid" > "$TASKRUNNER_OUTPUT"
