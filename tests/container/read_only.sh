#!/bin/sh
# Run a command as the image does with --read-only and --cap-drop ALL: as user 10001, without any right, on a
# machine of which only /srv/data and /srv/tmp can be written. Call it in a mount namespace of its own:
#   unshare --mount --propagation private sh read_only.sh PREFIX BASE SITE DATA STEPS COMMAND...
# PREFIX and BASE: those of Python (sys.prefix, sys.base_prefix). SITE: what was installed. STEPS: what to run.
set -eu
prefix=$1 base=$2 site=$3 data=$4 steps=$5
shift 5
mount -t tmpfs -o mode=755 tmpfs /srv
mkdir /srv/venv /srv/base /srv/site /srv/data /srv/steps /srv/tmp /srv/home
mount --bind "$prefix" /srv/venv
mount --bind "$base" /srv/base
mount --bind "$site" /srv/site
mount --bind "$steps" /srv/steps
mount --bind "$data" /srv/data
mount -t tmpfs -o mode=1777 tmpfs /srv/tmp
chown 10001:10001 /srv/data
case "$base" in /root/*) # Python lies where only root may look: show it, and nothing else there.
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p "$base"
    mount --bind /srv/base "$base"
esac
# Everything else, the last mounted first, so that what lies above a path is met before what lies below.
awk '{print $5}' /proc/self/mountinfo | sort -ru | while read -r path; do
    case "$path" in
        /srv/data | /srv/tmp | /proc | /proc/* | /sys | /sys/* | /dev | /dev/*) ;;
        *) if mountpoint -q "$path"; then mount -o remount,bind,ro "$path"; fi ;; # else it is hidden by another
    esac
done
cd /srv/home
exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH="/usr/bin:/bin" HOME=/srv/home TMPDIR=/srv/tmp PYTHONPATH=/srv/site \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 \
    OPENBLAS_CORETYPE="${OPENBLAS_CORETYPE:-}" SOURCELINE_HOME=/srv/data "$@"
