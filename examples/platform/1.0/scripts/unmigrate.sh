#!/bin/sh
# Back to the version the migration of this package found. Safe to repeat, and where it did nothing.
set -eu
. "$TASKRUNNER_PACKAGE/scripts/steps.sh"
[ "$(recorded target)" = "$SCHEMA" ] || { echo "the tables were not touched"; exit 0; }
version=$(recorded version)
before=$(recorded before)
while [ "$version" -gt "$before" ]; do
  step down "$version"
  version=$((version - 1))
  record "$version" "$SCHEMA" "$before"
done
record "$version" "$version" "$version"
echo "tables of version $version"
