#!/usr/bin/env bash
# make install under DESTDIR: everything in its usual place, and a program outside can be built with pkg-config.
set -u
n=0 failed=0
ok() { # ok STATUS WHAT
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        failed=1
    fi
}
root=$(mktemp -d) && trap 'rm -rf "$root"' EXIT
# A make of its own, not a worker of the one that runs the tests.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
make -C "$BUILDDIR" install DESTDIR="$root" >"$root/log" 2>&1
ok $? "make install DESTDIR=... works" || cat "$root/log"
expand() { make -s -C "$BUILDDIR" -f - show NAME="$1" 2>/dev/null <<'END'
include Makefile
show: ; @printf '%s\n' '$($(NAME))'
END
}
bindir=$(expand bindir) pkgdatadir=$(expand pkgdatadir) libdir=$(expand libdir)
"$root$bindir/patchplan" --version >/dev/null
ok $? "the installed program starts"
for file in schema/001_first.sql demo/homes.csv demo/wards.geojson; do
    [ -s "$root$pkgdatadir/$file" ]
    ok $? "$file is installed"
done
[ -z "$(find "$root" -name '*.py' -o -name '*.mk')" ]
ok $? "no scripts of ours are installed"
if [ -e "$BUILDDIR/docs/man/patchplan.1" ]; then
    [ -s "$root$(expand man1dir)/patchplan.1" ] && [ -s "$root$(expand bashcompletiondir)/patchplan" ]
    ok $? "the manual and the completion are installed"
else
    n=$((n + 1))
    echo "ok $n - the manual is installed # SKIP a program for another machine cannot print it here"
fi
units=$root$(expand systemdunitdir)
for unit in patchplan.service patchplan-purge.service; do
    if command -v systemd-analyze >/dev/null; then
        sed "s|ExecStart=|&$root|" "$units/$unit" >"$root/$unit"
        systemd-analyze verify --man=no "$root/$unit" &&
            systemd-analyze security --offline=true --threshold=15 "$root/$unit" >"$root/log"
        ok $? "$unit of systemd starts the program, exposed by 1.5 at most" || cat "$root/log"
    else
        [ -s "$units/$unit" ]
        ok $? "$unit of systemd is installed"
    fi
done
[ -s "$units/patchplan-purge.timer" ]
ok $? "and a timer for it"
(cd "$root$bindir" && PATCHPLAN_DATADIR="$root$pkgdatadir" ./patchplan -d "$root/new.db" init >/dev/null 2>&1)
ok $? "the installed program makes a planning file from the installed schema"
cat >"$root/outside.c" <<'END'
#include <patchplan/core/date.h>

int main(void) {
    return pp_day_from(1970, 1, 2) == 1 ? 0 : 1;
}
END
export PKG_CONFIG_PATH=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
if grep -q '^PP_SANITIZERS = .' "$BUILDDIR/Makefile"; then
    n=$((n + 1))
    echo "ok $n - a program outside builds with pkg-config # SKIP the library is built with sanitizers"
else
    # shellcheck disable=SC2046 # flags are several words
    gcc -std=gnu17 "$root/outside.c" -o "$root/outside" $(pkg-config --cflags --libs patchplan) &&
        LD_LIBRARY_PATH=$root$libdir "$root/outside"
    ok $? "a program outside builds with pkg-config and runs"
fi
echo "1..$n"
exit $failed
