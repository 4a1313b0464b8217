#!/bin/sh
# What a visitor would notice: every route of the gateway leads to a service with ready pods, and the tables fit.
set -eu
get() { kubectl --namespace "$NAMESPACE" get "$@"; }
host=$(get ingress gateway --output 'jsonpath={.spec.rules[0].host}')
[ "$host" = "$DOMAIN" ] || { echo "the gateway serves $host, not $DOMAIN" >&2; exit 1; }
for service in $(get ingress gateway --output 'jsonpath={.spec.rules[0].http.paths[*].backend.service.name}'); do
  wanted=$(get deployment "$service" --output 'jsonpath={.spec.replicas}')
  ready=$(get deployment "$service" --output 'jsonpath={.status.readyReplicas}')
  [ "${ready:-0}" = "$wanted" ] || { echo "$service has ${ready:-0} of $wanted pods ready" >&2; exit 1; }
  echo "$service: $ready pods ready"
done
version=$(get configmap schema --output 'jsonpath={.data.version}')
[ "$version" = "$SCHEMA" ] || { echo "the tables have version $version, not $SCHEMA" >&2; exit 1; }
