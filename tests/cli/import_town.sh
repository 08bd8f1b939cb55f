# A town of four homes in two square wards, for the tests of `import`. Sourced.
# shellcheck shell=bash
n_tests=0
n_failed=0
work=$(mktemp -d)
trap 'umount "$work/full" 2> /dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PATCHPLAN_DB

ok() { # ok STATUS WHAT
    n_tests=$((n_tests + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n_tests - $2"
    else
        echo "not ok $n_tests - $2"
        n_failed=$((n_failed + 1))
    fi
}
skip() { # skip WHAT WHY
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - $1 # SKIP $2"
}
is() { # is GOT WANTED WHAT
    [ "$1" = "$2" ]
    local same=$?
    ok $same "$3"
    [ $same -eq 0 ] || echo "# got '$1', wanted '$2'"
}
finish() {
    echo "1..$n_tests"
    exit $((n_failed > 0))
}
# What a query of the planning file gives, one line.
query() { # query FILE SQL
    python3 -c 'import sqlite3, sys
print("|".join(str(c) for r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]) for c in r))' "$1" "$2"
}

mkdir town
cat > town/postcodes.csv <<'CSV'
postcode,easting,northing,ward_code
TY1 1AA,437000,384000,W1
TY1 1AB,437500,384500,W1
TY1 1AD,438500,384500,W2
TY10 2AB,438600,384600,W2
CSV
cat > town/neighbourhoods.csv <<'CSV'
neighbourhood_code,name,weight
N1,Hill,1.00
N2,Dale,1.25
CSV
cat > town/teams.csv <<'CSV'
ward_code,ward_name,team,area,area_manager
W1,West,Red,City,Ann Lee
W2,East,Blue,City,Ann Lee
CSV
cat > town/wards.geojson <<'JSON'
{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},"features":[
{"type":"Feature","properties":{"ward_code":"W1"},"geometry":{"type":"Polygon","coordinates":[[[436000,383000],[438000,383000],[438000,386000],[436000,386000],[436000,383000]]]}},
{"type":"Feature","properties":{"ward_code":"W2"},"geometry":{"type":"Polygon","coordinates":[[[438000,383000],[440000,383000],[440000,386000],[438000,386000],[438000,383000]]]}}]}
JSON
cat > town/homes.csv <<'CSV'
property_ref,uprn,address,street,postcode,easting,northing,block_ref,ward_code,neighbourhood_code,status,current_patch,include,suppress,reason
H1,,1 High Street,High Street,TY1 1AA,437000,384000,,W1,N1,let,P1,,,
H2,,2 High Street,High Street,TY1 1AA,437000,384000,,W1,N1,void,P1,,,
H3,,3 Low Street,Low Street,TY1 1AD,438500,384500,,W2,N2,let,P2,,,
H4,,4 Low Street,Low Street,TY1 1AD,438500,384500,,W2,N2,let,P2,no,,tenant managed
CSV
cat > town/activities.csv <<'CSV'
activity,minutes,done_by,per
visit,30,patch officer,home
CSV
cat > town/officers.csv <<'CSV'
officer_id,name,role,team,fte,mon,tue,wed,thu,fri,email,share_with
O1,Ann Lee,officer,Red,1,full,full,full,full,full,ann@x.example,
O2,Bob Ray,officer,Blue,0.5,am,am,am,am,am,bob@x.example,
CSV
cat > town/current_officers.csv <<'CSV'
patch,officer_id
P1,O1
P2,O2
CSV
cat > town/venues.csv <<'CSV'
venue_id,name,postcode,mon,tue
V1,Hall,TY1 1AB,full,am
CSV
