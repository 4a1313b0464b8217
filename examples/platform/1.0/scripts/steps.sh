# What the schema's scripts share; sourced by them. The ConfigMap "schema" holds which version the tables have, which one the
# last migration wanted (target) and which it found (before). Each step up or down is a Job in the cluster, where the
# database can be reached.

recorded() { # recorded version|target|before
  kubectl --namespace "$NAMESPACE" get configmap schema --ignore-not-found --output "jsonpath={.data.$1}"
}

record() { # record VERSION TARGET BEFORE
  kubectl create configmap schema --from-literal "version=$1" --from-literal "target=$2" --from-literal "before=$3" --dry-run=client --output json \
    | kubectl --namespace "$NAMESPACE" apply --server-side --force-conflicts --field-manager platform-schema --filename - > /dev/null
}

# step up|down VERSION: can be repeated. A Job that is there is waited for, one that failed is made anew; the Jobs of the other
# direction go, so that the same step can be made again later.
step() {
  job="schema-$1-$2"
  [ "$1" = up ] && other="schema-down-$2" || other="schema-up-$2"
  kubectl --namespace "$NAMESPACE" delete job "$other" --ignore-not-found --wait > /dev/null
  if [ -n "$(kubectl --namespace "$NAMESPACE" get job "$job" --ignore-not-found --output 'jsonpath={.status.failed}')" ]; then
    kubectl --namespace "$NAMESPACE" delete job "$job" --wait > /dev/null
  fi
  if [ -z "$(kubectl --namespace "$NAMESPACE" get job "$job" --ignore-not-found --output name)" ]; then
    kubectl create job "$job" --image "example/orders-schema:$2" --dry-run=client --output json -- migrate "--$1" "$2" \
      | kubectl set env --local --filename - --output json "DB_HOST=$DB_HOST" "DB_SECRET=$DB_SECRET" \
      | kubectl --namespace "$NAMESPACE" create --filename - > /dev/null
  fi
  kubectl --namespace "$NAMESPACE" wait --for=condition=complete "job/$job" --timeout 120s
}
