#!/bin/sh
# Refuses pages without a heading, then switches in one step: a copy under a name of this operation and a link to it.
set -eu
[ -n "$HEADING" ] || { echo "the pages have no heading: set config.heading" >&2; exit 1; }
copy="$LIVE.$(printf '%s' "$TASKRUNNER_KEY" | cksum | cut -d ' ' -f 1)"
[ ! -L "$LIVE" ] || [ "$(readlink "$LIVE")" = "$copy" ] || readlink "$LIVE" > "$LIVE.before"
rm -rf "$copy"
cp -R "$SITE" "$copy"
ln -sfn "$copy" "$LIVE"
printf 'live=%s\n' "$LIVE/index.html" > "$TASKRUNNER_OUTPUT"
