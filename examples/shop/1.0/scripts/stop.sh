#!/bin/sh
# Ends the shop whose pid is recorded, and only if that process still is the shop.
set -eu
[ -f "$ROOT/shop.pid" ] || exit 0
pid=$(cat "$ROOT/shop.pid")
if tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -q 'Shop.dll serve'; then
  kill "$pid"
  tries=0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || { kill -9 "$pid"; break; }
    sleep 0.25
  done
fi
rm -f "$ROOT/shop.pid"
