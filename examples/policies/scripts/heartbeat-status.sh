#!/bin/sh
set -eu
[ -f "$ROOT/heartbeat.pid" ] || { echo missing; exit 0; }
if kill -0 "$(cat "$ROOT/heartbeat.pid")" 2>/dev/null; then echo ready; else echo unavailable; fi
