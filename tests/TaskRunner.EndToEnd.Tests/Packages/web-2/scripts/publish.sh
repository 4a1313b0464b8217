#!/bin/sh
set -eu
echo "checking $(ls "$SITE" | grep -c html) pages"
if [ -e "$SITE/../down" ]; then
  echo "the server does not answer" >&2
  echo "giving up" >&2
  exit 3
fi
touch "$SITE/live"
echo "url=file://$SITE/index.html" > "$TASKRUNNER_OUTPUT"
