#!/bin/sh
set -eu
pid=$(cat "$ROOT/shop.pid" 2>/dev/null) || { echo missing; exit 0; }
kill -0 "$pid" 2>/dev/null || { echo unavailable; exit 0; }
if dotnet "$DLL" check "$URL" > /dev/null 2>&1; then echo ready; else echo degraded; fi
