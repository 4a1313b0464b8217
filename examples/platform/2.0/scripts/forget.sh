#!/bin/sh
# The database and its tables go with its release; what remains is what these scripts made.
set -eu
kubectl --namespace "$NAMESPACE" delete configmap schema --ignore-not-found
kubectl --namespace "$NAMESPACE" get jobs --output name | grep -E "^job.batch/(schema|backup)-" | xargs -r kubectl --namespace "$NAMESPACE" delete
