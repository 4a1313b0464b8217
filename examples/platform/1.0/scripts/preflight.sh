#!/bin/sh
# Says what is missing before anything is made.
set -eu
command -v kubectl > /dev/null || { echo "kubectl is not on the PATH: install it from the Kubernetes project" >&2; exit 1; }
kubectl get --raw /version > /dev/null || { echo "the cluster does not answer: does KUBECONFIG lead to it?" >&2; exit 1; }
for kind in statefulsets.apps deployments.apps jobs.batch ingresses.networking.k8s.io; do
  [ "$(kubectl auth can-i create "$kind" --namespace "$NAMESPACE")" = yes ] \
    || { echo "no right to create $kind in namespace $NAMESPACE: ask the cluster's administrator for it" >&2; exit 1; }
done
