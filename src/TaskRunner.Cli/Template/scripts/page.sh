#!/bin/sh
set -eu
printf '<!doctype html>\n<h1>%s</h1>\n' "$GREETING" > "$FOLDER/index.html"
echo "file=$FOLDER/index.html" > "$TASKRUNNER_OUTPUT"
