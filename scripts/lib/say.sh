# How the scripts talk: progress and errors go to standard error, results to standard output.
# Sourced, not run.

# say TEXT: what is being done now.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# die TEXT: what went wrong and what to do about it; ends the script.
die() {
    printf '%s: error: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# one_at_a_time NAME: waits until no other script holds the lock NAME, then holds it (on descriptor 9)
# until the script ends. Background processes must be started with `9>&-`, or they hold it too.
one_at_a_time() {
    exec 9>"${TMPDIR:-/tmp}/murano-$1-$(id -u).lock"
    flock --nonblock 9 && return
    say "another $1 script is at work: waiting for it"
    flock 9
}
