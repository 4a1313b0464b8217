#!/bin/sh
set -eu
[ -f "$ROOT/heartbeat.pid" ] || exit 0
pid=$(cat "$ROOT/heartbeat.pid")
if tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -q heartbeat; then kill "$pid"; fi
rm -f "$ROOT/heartbeat.pid" "$ROOT/heartbeat"
