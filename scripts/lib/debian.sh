# Functions around apt-get, for Debian and Ubuntu. To be sourced after say.sh.

# is_debian: succeeds if this machine has Debian's package manager.
is_debian() { command -v apt-get >/dev/null && command -v dpkg >/dev/null; }

# install PACKAGE...: installs packages on this machine; fetches the package lists if apt-get does not know a package.
install() {
    say "installing $* with apt-get"
    local log
    log=$(mktemp)
    apt_install "$@" >"$log" 2>&1 \
        || { in_turn apt-get -qq update && apt_install "$@"; } >>"$log" 2>&1 \
        || { tail -n 15 "$log" >&2; die "apt-get could not install $*"; }
    rm -f "$log"
}

# Scripts that run at the same time install one after the other; so do other programs that hold dpkg's lock, for ten minutes.
apt_install() {
    DEBIAN_FRONTEND=noninteractive in_turn apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 install "$@"
}

in_turn() { flock /var/tmp/murano-apt.lock "$@"; }

# unpack ROOT PACKAGE...: unpacks packages with their dependencies into the directory ROOT. Installs nothing on this machine,
# runs no maintainer script, and needs no root. Downloads are cached.
unpack() {
    local root=$1; shift
    local cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/murano/packages
    mkdir -p "$root" "$cache/partial"
    # With an empty list of installed packages, apt resolves the whole closure.
    : >"$cache/nothing-installed"
    local apt=(apt-get -qq -y --no-install-recommends
        -o "Dir::State::status=$cache/nothing-installed" -o "Dir::Cache::archives=$cache"
        -o APT::Sandbox::User=root -o Debug::NoLocking=1)
    local plan
    plan=$("${apt[@]}" --simulate install "$@" 2>/dev/null) || {
        apt-get -qq update >/dev/null 2>&1 || true
        plan=$("${apt[@]}" --simulate install "$@") || die "apt-get knows no package $*"
    }
    "${apt[@]}" --download-only install "$@" >/dev/null || die "apt-get could not download $*"
    # "Inst NAME (VERSION ARCHIVE [ARCHITECTURE])" is the file NAME_VERSION_ARCHITECTURE.deb, a colon written %3a.
    local name version
    while read -r name version; do
        dpkg --extract "$cache/${name}_${version/:/%3a}"_*.deb "$root"
    done < <(sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1 \2/p' <<<"$plan")
}
