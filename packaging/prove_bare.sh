#!/usr/bin/env bash
# Proves that a bare Debian with only Python, make and git is enough: a fresh clone of HEAD inside a fresh root.
#
#   sudo packaging/prove_bare.sh FOLDER [COMMAND ...]        e.g. … /var/tmp/bare "make help" "make test" "make run"
#
# FOLDER keeps the debootstrapped root for the next time; the copy that is worked in is new every time and removed
# afterwards unless KEEP=1. Where packages come from is this machine's business: pip's settings (PIP_*, pip.conf) and
# certificates are handed in when it runs; BIND="folder …" mounts folders they point to, read-only. SUITE=bookworm.
set -euo pipefail

folder=$(realpath -m "${1:?a folder outside the tree}")
shift
[ $# -gt 0 ] || set -- "make help" "make test" "make run"
tree=$(cd "$(dirname "$0")/.." && pwd)
suite=${SUITE:-bookworm}

root=$folder/root

remove_root() {
    # Only ever outside the mount namespace below, and never with anything mounted: what is mounted there is not ours.
    if grep -q " $root/" /proc/self/mounts; then
        echo "something is still mounted below $root; not removing it" >&2
        return 1
    fi
    rm -rf --one-file-system "$root"
}

if [ "${POS_PROVE_INSIDE:-}" != yes ]; then
    mkdir -p "$folder"
    if [ ! -e "$folder/pristine.$suite/done" ]; then
        debootstrap --variant=minbase --include=python3,make,git "$suite" "$folder/pristine.$suite"
        touch "$folder/pristine.$suite/done"
    fi
    remove_root
    cp -a "$folder/pristine.$suite" "$root"
    code=0
    # In namespaces of its own, nothing stays mounted and nothing stays running, however this ends.
    POS_PROVE_INSIDE=yes unshare --mount --pid --fork --kill-child --propagation private "$0" "$folder" "$@" || code=$?
    [ -n "${KEEP:-}" ] || remove_root
    exit "$code"
fi

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
for settings in /etc/pip.conf "$HOME/.config/pip/pip.conf" "${PIP_CERT:-}" /usr/local/share/ca-certificates/*.crt; do
    [ ! -f "$settings" ] || install -D -m 644 "$settings" "$root$settings"
done
for place in ${BIND:-}; do
    mkdir -p "$root$place"
    mount --bind "$place" "$root$place"
    mount -o remount,ro,bind "$root$place"
done

git clone --quiet --no-hardlinks "$tree" "$root/srv/pos-suite"

handed_in=()
while IFS='=' read -r name _; do
    case $name in PIP_* | *_proxy | *_PROXY | SSL_CERT_FILE | SSL_CERT_DIR | REQUESTS_CA_BUNDLE) handed_in+=("$name=${!name}") ;; esac
done < <(env)

chroot "$root" dpkg-query -W -f '.\n' | wc -l | sed 's/^/packages in the bare root: /'
for command in "$@"; do
    printf '\n== %s\n' "$command"
    began=$SECONDS
    code=0
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/srv LANG=C.UTF-8 "${handed_in[@]}" \
        sh -c "cd /srv/pos-suite && $command" || code=$?
    printf '== exit %s after %s s\n' "$code" $((SECONDS - began))
    [ "$code" = 0 ] || exit "$code"
done
