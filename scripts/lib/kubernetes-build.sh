# Builds the programs of a Kubernetes node from Debian's source package, which has all its dependencies: nothing else is
# downloaded. To be sourced after say.sh and debian.sh.

programs=(kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet)
binaries=${XDG_CACHE_HOME:-$HOME/.cache}/murano/kubernetes
build_directory=/var/tmp/murano-kubernetes-build

# is_built: succeeds if all programs are there.
is_built() {
    local program
    for program in "${programs[@]}"; do [ -x "$binaries/$program" ] || return 1; done
}

# build: builds the programs unless they are there. An interrupted build leaves nothing that counts as built.
build() {
    ! is_built || { say "the programs are in $binaries"; return; }
    one_at_a_time kubernetes-build
    ! is_built || return 0
    need_debian_12
    provide_tools
    rm -rf "$build_directory"
    trap 'rm -rf "$build_directory"' EXIT
    mkdir -p "$build_directory"
    say "building Kubernetes in $build_directory (half an hour on two cores)"
    local log=$build_directory.log
    # Not `if ! ( … )`: bash ignores `set -e` there.
    set +e
    (set -e; cd "$build_directory"; fetch_sources; adapt_sources; compile) >"$log" 2>&1
    local failed=$?
    set -e
    [ $failed = 0 ] || { tail -n 15 "$log" >&2; die "the build failed, see $log"; }
    install_programs
    rm -rf "$build_directory" "$log"
    say "the programs are in $binaries"
}

# Kubernetes 1.20 compiles with the Go of this release.
need_debian_12() {
    is_debian && apt-cache show golang-1.19-go >/dev/null 2>&1 \
        || die "Kubernetes can be built on Debian 12 only; on other machines, copy ${programs[*]} of version 1.20 to $binaries"
}

provide_tools() {
    local missing=()
    [ -x /usr/lib/go-1.19/bin/go ] || missing+=(golang-1.19-go)
    command -v dpkg-source >/dev/null || missing+=(dpkg-dev)
    command -v rsync >/dev/null || missing+=(rsync)
    command -v make >/dev/null || missing+=(make)
    command -v gcc >/dev/null || missing+=(gcc libc6-dev)
    [ "${#missing[@]}" = 0 ] && return
    [ -z "${MURANO_NO_INSTALL:-}" ] || die "${missing[*]} are needed to build Kubernetes, and MURANO_NO_INSTALL is set"
    install "${missing[@]}"
}

# The source package is 34 MB. The package sources of this machine are asked for it, whether or not they list sources.
fetch_sources() {
    mkdir -p lists/partial
    apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u >sources.list
    local apt=(apt-get -q -o Dir::Etc::sourcelist="$PWD/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$PWD/lists"
        -o APT::Sandbox::User=root)
    "${apt[@]}" update
    "${apt[@]}" --download-only source kubernetes
    dpkg-source --extract kubernetes_*.dsc source
}

# Two changes. The package has reflect2 1.0.1, which crashes in programs that Go 1.18 or newer compiled; Debian has a newer one.
# A container with a lowered out-of-memory score needs a privilege that root lacks on many virtual machines.
adapt_sources() {
    apt-get -q download golang-github-modern-go-reflect2-dev
    dpkg --extract golang-github-modern-go-reflect2-dev_*.deb reflect2
    local vendored=source/vendor/github.com/modern-go/reflect2
    rm -f $vendored/*.go $vendored/*.s
    cp reflect2/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} $vendored/
    sed -i 's/defaultSandboxOOMAdj int = -998/defaultSandboxOOMAdj int = 0/' source/pkg/kubelet/dockershim/docker_sandbox.go
}

compile() {
    mkdir home
    export HOME=$PWD/home GOPATH=$PWD/source/.go PATH=/usr/lib/go-1.19/bin:$PATH
    export CGO_ENABLED=0 GO111MODULE=auto GOFLAGS= GOPROXY=off GOSUMDB=off GOLDFLAGS='-s -w'
    KUBE_BUILD_PLATFORMS=linux/$(go env GOARCH)
    export KUBE_BUILD_PLATFORMS
    cd source
    mkdir -p .go/src/k8s.io
    ln -s ../../.. .go/src/k8s.io/kubernetes
    make WHAT="$(printf 'cmd/%s ' "${programs[@]}")"
}

# Renames a complete directory, so that an interruption leaves no half of it.
install_programs() {
    local program output
    output=$(echo "$build_directory"/source/_output/local/bin/linux/*)
    rm -rf "$binaries.new"
    mkdir -p "$binaries.new"
    for program in "${programs[@]}"; do cp "$output/$program" "$binaries.new/"; done
    rm -rf "$binaries"
    mv -T "$binaries.new" "$binaries"
}
