#!/bin/sh
set -eu
copy=$(readlink "$LIVE" 2>/dev/null || true)
if [ -f "$LIVE.before" ] && [ "$TASKRUNNER_OPERATION" != uninstall ]; then
  ln -sfn "$(cat "$LIVE.before")" "$LIVE"
else
  rm -f "$LIVE"
fi
rm -f "$LIVE.before"
[ -z "$copy" ] || rm -rf "$copy"
