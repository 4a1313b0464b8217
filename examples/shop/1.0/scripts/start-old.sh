#!/bin/sh
# Rollback of `stop`: the version from before serves again.
set -eu
[ -f "$ROOT/running.before" ] && [ ! -f "$ROOT/shop.pid" ] || exit 0
{ read -r dll; read -r settings; read -r page; } < "$ROOT/running.before"
setsid dotnet "$dll" serve "$settings" "$page" >> "$ROOT/log/shop.log" 2>&1 < /dev/null &
echo "$!" > "$ROOT/shop.pid"
mv "$ROOT/running.before" "$ROOT/running"
