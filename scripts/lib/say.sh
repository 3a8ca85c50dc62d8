# Messages and locks of the scripts. Progress and errors go to standard error, results to standard output.
# To be sourced.

# say TEXT: prints progress.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# die TEXT: prints an error, with what to do about it, and ends the script.
die() {
    printf '%s: error: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# one_at_a_time NAME: takes the lock NAME, on descriptor 9, until the script ends; waits while another script has it.
# Background processes inherit the lock unless they are started with `9>&-`.
one_at_a_time() {
    exec 9>"${TMPDIR:-/tmp}/murano-$1-$(id -u).lock"
    flock --nonblock 9 && return
    say "waiting for another run of this script ($1)"
    flock 9
}
