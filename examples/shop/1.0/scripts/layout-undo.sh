#!/bin/sh
# Takes away what the tasks wrote and then only folders that are empty: what somebody else put here stays.
set -eu
[ -z "${TASKRUNNER_FROM_VERSION:-}" ] || [ "$TASKRUNNER_OPERATION" = uninstall ] || exit 0
rm -f "$ROOT"/etc/shop-*.json "$ROOT"/etc/index-*.html "$ROOT/log/shop.log" "$ROOT/shop.pid" "$ROOT/running" "$ROOT/running.before"
rm -f "$ROOT"/data/shop.db.*.bak
for folder in "$ROOT/data" "$ROOT/etc" "$ROOT/releases" "$ROOT/log" "$ROOT"; do
  [ ! -d "$folder" ] || rmdir "$folder" 2>/dev/null || echo "kept $folder: not empty" >&2
done
