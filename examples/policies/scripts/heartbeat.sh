#!/bin/sh
# A process that outlives the task: it stamps a file every second until it is told to stop.
set -eu
sh "$TASKRUNNER_PACKAGE/scripts/heartbeat-stop.sh"
setsid sh -c 'while [ -d "$1" ]; do date -u +%s > "$1/heartbeat"; sleep 1; done' heartbeat "$ROOT" > /dev/null 2>&1 < /dev/null &
echo "$!" > "$ROOT/heartbeat.pid"
printf 'pid=%s\n' "$!" > "$TASKRUNNER_OUTPUT"
