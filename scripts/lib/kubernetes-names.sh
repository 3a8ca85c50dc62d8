#!/usr/bin/env bash
# Answers for DNS: writes the names of a cluster's services to a hosts file, and again whenever a service changes.
#
# Usage: kubernetes-names.sh KUBECONFIG FILE PIDFILE      dnsmasq, whose process id is in PIDFILE, reads FILE
#
# Services without a cluster address have no name.
set -uo pipefail
export NO_PROXY='*' no_proxy='*'

kubeconfig=$1 file=$2 pidfile=$3
template='{{range .items}}{{if and .spec.clusterIP (ne .spec.clusterIP "None")}}{{.spec.clusterIP}} {{.metadata.name}}.{{.metadata.namespace}}.svc.cluster.local
{{end}}{{end}}'

services() { kubectl --kubeconfig "$kubeconfig" --cache-dir "${file%/*}/cache" get services --all-namespaces "$@"; }

write_names() {
    services --output go-template="$template" >"$file.new" && mv "$file.new" "$file" || return
    kill -HUP "$(cat "$pidfile")"
}

# The watch ends when the API server does.
while :; do
    services --watch --output name | while read -r _; do
        # Many services may have changed at once.
        while read -r -t 0.05 _; do :; done
        write_names
    done
    sleep 1
done
