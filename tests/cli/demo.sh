#!/usr/bin/env bash
# The demo town from an empty folder to a plan in force; refused when the file exists.
set -u
n=0 failed=0
ok() { # ok STATUS WHAT
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        failed=1
    fi
}
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset PATCHPLAN_DB
started=$SECONDS
"$PATCHPLAN" demo --time-limit 6 --progress never -f json >plan.json 2>said
ok $? "demo exits with 0" || cat said
[ $((SECONDS - started)) -lt 60 ]
ok $? "in under a minute"
jq -e '.patches | length == 24' plan.json >/dev/null
ok $? "it has 24 patches"
jq -e '.in_band == (.patches | length) and .outcome != "infeasible"' plan.json >/dev/null
ok $? "all inside the limits"
jq -e '.homes == ([.patches[].homes] | add) and .homes > 5900' plan.json >/dev/null
ok $? "about 6,000 homes, each in one patch"
"$PATCHPLAN" -q show -f json | jq -c '[.patches[].officer]' | cmp -s - <(jq -c '[.patches[].officer]' plan.json)
ok $? "its officers are those of the roster, as show tells them"
"$PATCHPLAN" lookup 'ty11dl' 2>/dev/null | grep -q 'Team leader'
ok $? "a postcode is answered at once: the plan is in force"
"$PATCHPLAN" lookup -f json 'TY1 1DL' 2>/dev/null | jq -e . >/dev/null
ok $? "as JSON too"
before=$(sha256sum <patchplan.db)
"$PATCHPLAN" demo >out 2>said
[ $? -eq 1 ] && grep -q 'patchplan.db' said && [ ! -s out ]
ok $? "a second demo is refused in words"
[ "$before" = "$(sha256sum <patchplan.db)" ]
ok $? "and leaves the file as it was"
PATCHPLAN_DATADIR=$folder/nowhere "$PATCHPLAN" -d other.db demo >out 2>said
[ $? -eq 1 ] && [ ! -e other.db ] && grep -q PATCHPLAN_DATADIR said
ok $? "without its data it says so and leaves no file"
mkdir half && cp -r "$PATCHPLAN_DATADIR/schema" half/ && mkdir half/demo && echo 'nonsense' >half/demo/homes.csv
! PATCHPLAN_DATADIR=$folder/half "$PATCHPLAN" -d other.db demo >out 2>said && [ ! -e other.db ]
ok $? "with a damaged town it fails and leaves no file"
echo "1..$n"
exit $failed
