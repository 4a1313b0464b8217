#!/bin/sh
set -eu
mkdir -p "$FOLDER"
echo "path=$FOLDER" > "$TASKRUNNER_OUTPUT"
