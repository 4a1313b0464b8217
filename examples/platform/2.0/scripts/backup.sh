#!/bin/sh
# One backup for each upgrade, however often the task runs: the operation's key names it.
set -eu
job="backup-$(printf '%s' "$TASKRUNNER_KEY" | tr -c 'a-z0-9' '-' | cut -c 1-50 | sed 's/-*$//')"
if [ -z "$(kubectl --namespace "$NAMESPACE" get job "$job" --ignore-not-found --output name)" ]; then
  kubectl create job "$job" --image postgres:15.8 --dry-run=client --output json -- pg_dump --host "$DB_HOST" orders \
    | kubectl --namespace "$NAMESPACE" create --filename - > /dev/null
fi
kubectl --namespace "$NAMESPACE" wait --for=condition=complete "job/$job" --timeout 120s
printf 'job=%s\n' "$job" > "$TASKRUNNER_OUTPUT"
