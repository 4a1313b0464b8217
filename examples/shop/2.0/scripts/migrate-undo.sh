#!/bin/sh
# Where the data came from is in the outputs when the migration had finished, else in the file beside the database.
set -eu
if [ -f "$FILE.migrating" ]; then
  from=$(cat "$FILE.migrating")
else
  from=$(sed -n 's/.*"from": *\([0-9]*\).*/\1/p' "$TASKRUNNER_OUTPUTS")
fi
[ -z "$from" ] || dotnet "$DLL" db migrate "$FILE" "$from"
rm -f "$FILE.migrating"
