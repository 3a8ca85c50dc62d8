# Removes what a killed engine leaves behind. To be sourced.

# remove_leftovers HOME NAME: removes the processes, mounts, control groups and the network namespace of an engine that kept its
# files in HOME, and whose namespace and control group are called NAME. The engine itself must have ended.
remove_leftovers() {
    local home=$1 name=$2 process mount group
    for process in $(cat /sys/fs/cgroup/{,pids/}"$name"/*/cgroup.procs 2>/dev/null) $(shims "$home"); do
        kill -KILL "$process" 2>/dev/null || true
    done
    awk -v under="$home/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r \
        | while read -r mount; do umount -l "$mount"; done
    ip netns del "$name" 2>/dev/null || true
    for group in /sys/fs/cgroup/{,*/}"$name"; do
        [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
}

# Prints the process ids of the container shims of the engine at HOME.
shims() {
    ps -eo pid,args | awk -v socket="$1/exec/containerd/containerd.sock" \
        '/containerd-shim/ && index($0, socket) { print $1 }'
}
