#!/bin/sh
# From the version that is there to the one this package wants, step by step.
set -eu
. "$TASKRUNNER_PACKAGE/scripts/steps.sh"
version=$(recorded version)
version=${version:-0}
[ "$version" -le "$SCHEMA" ] || { echo "the tables have version $version, newer than the $SCHEMA of this package: install a newer package" >&2; exit 1; }
before=$version
[ "$(recorded target)" = "$SCHEMA" ] && before=$(recorded before) # a migration that was interrupted goes on
record "$version" "$SCHEMA" "$before"
while [ "$version" -lt "$SCHEMA" ]; do
  version=$((version + 1))
  step up "$version"
  record "$version" "$SCHEMA" "$before"
done
echo "tables of version $version, $before before"
printf 'version=%s\n' "$version" > "$TASKRUNNER_OUTPUT"
