#!/bin/sh
set -eu
mkdir -p "$FOLDER/site"
echo "path=$FOLDER/site" > "$TASKRUNNER_OUTPUT"
