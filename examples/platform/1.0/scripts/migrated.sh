#!/bin/sh
# Done (0), surely not done (3), or nobody can tell (1): a step's Job is there, and its version was not recorded.
set -eu
. "$TASKRUNNER_PACKAGE/scripts/steps.sh"
version=$(recorded version)
version=${version:-0}
if [ "$version" -ge "$SCHEMA" ]; then
  printf 'version=%s\n' "$version" > "$TASKRUNNER_OUTPUT"
  exit 0
fi
[ -z "$(kubectl --namespace "$NAMESPACE" get job "schema-up-$((version + 1))" --ignore-not-found --output name)" ] || exit 1
exit 3
