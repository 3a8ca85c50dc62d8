# Builds small root file systems for images from Debian packages. To be sourced after debian.sh.
# Packages are unpacked in the directory $work.

# minimal_root ROOT: busybox with all its commands, a user, and the directories that programs expect.
minimal_root() {
    local root=$1 command
    [ -d "$work/busybox-package" ] || unpack "$work/busybox-package" busybox-static
    mkdir -p "$root"/{bin,dev,etc,proc,root,run,sys,tmp,usr/local/bin,usr/bin,usr/sbin,var}
    ln -s ../run "$root/var/run"
    chmod 1777 "$root/tmp"
    cp "$(first "$work/busybox-package"/{bin,usr/bin}/busybox)" "$root/bin/busybox"
    for command in $("$root/bin/busybox" --list); do
        [ "$command" = busybox ] || ln -s busybox "$root/bin/$command"
    done
    printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'nobody:x:65534:65534:nobody:/:/bin/false' >"$root/etc/passwd"
    printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$root/etc/group"
    echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
}

# add_programs PACKAGES ROOT PROGRAM...: copies programs from the unpacked PACKAGES, with the loader and the shared libraries
# they load. Nothing else is copied, which makes images a tenth of the size.
add_programs() {
    local packages=$1 root=$2 loader libraries program
    shift 2
    case $(dpkg --print-architecture) in
        amd64) loader=/lib64/ld-linux-x86-64.so.2 ;;
        arm64) loader=/lib/ld-linux-aarch64.so.1 ;;
        *) die "substitutes can be built on amd64 and arm64 only" ;;
    esac
    local found
    found=$(first "$packages$loader" "$packages/usr$loader" "$packages"/{usr/,}lib/*-linux-gnu/"${loader##*/}")
    libraries=$(printf '%s:' "$packages"/{usr/,}lib/*-linux-gnu)
    mkdir -p "$root${loader%/*}" "$root/usr/lib"
    cp -L "$found" "$root$loader"
    for program; do
        mkdir -p "$root${program%/*}"
        cp -L "$packages$program" "$root$program"
        # The loader lists "NAME => FILE (ADDRESS)" and searches the packages' directories before this machine's.
        "$found" --library-path "$libraries" --list "$packages$program" | awk '$2 == "=>" { print $3 }' \
            | while read -r library; do cp -L "$library" "$root/usr/lib/"; done
    done
}

# first FILE...: prints the first file that exists.
first() {
    local file
    for file; do [ ! -e "$file" ] || { echo "$file"; return; }; done
    die "none of these exists: $*"
}
