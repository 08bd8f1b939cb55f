#!/usr/bin/env bash
# Import, the whole way: update, what is missing, rows mended, other forms of files, harm from outside.
. "$SRCDIR/tests/cli/import_town.sh"
shared=${PATCHPLAN_SHARED:-$SRCDIR/../shared}

"$PATCHPLAN" -d town.db init -q
"$PATCHPLAN" -d town.db import town -f csv > out.csv 2> err
is $? 0 "a folder comes in"
is "$(cut -d, -f1 out.csv | tr '\n' ' ')" "kind postcodes neighbourhoods teams wards homes activities officers current-officers venues " "in the order that names need"
ok "$(grep -q 'UTF-8, commas, header in row 1' err; echo $?)" "what was recognised is said"
"$PATCHPLAN" -d town.db import town -f csv -q > out.csv
is "$(awk -F, 'NR > 1 { n += $4 + $5 } END { print n }' out.csv)" 0 "the same again changes nothing"
is "$(query town.db 'PRAGMA foreign_key_check')" "" "every key leads somewhere"
"$PATCHPLAN" -d town.db check > out 2> err
is "$? $(head -1 out)" "0 4 homes, 3 to plan, 3.25 workload-equivalent homes" "check counts"
"$PATCHPLAN" -d town.db check -f json > out.json 2> err
is "$(python3 -c 'import json; j = json.load(open("out.json")); print(j["homes"], j["to_plan"], j["weighted_homes"], len(j["teams"]))')" "4 3 3.25 2" "and in JSON"

# ---- update and what is missing ----
sed -e '/^H2,/d' -e 's/^H3,,3 Low/H3,,33 Low/' town/homes.csv > next.csv
echo 'H5,,5 Low Street,Low Street,TY1 1AD,438500,384500,,W2,N2,let,P2,,,' >> next.csv
cp town.db n.db
"$PATCHPLAN" -d n.db import homes next.csv -n -f csv > out.csv 2> err
is "$(tail -1 out.csv)" "homes,next.csv,4,1,1,2,0,1,0,0" "a dry run says what would happen"
is "$(query n.db "SELECT count(*) FROM home WHERE property_ref = 'H5'")" 0 "and changes nothing"
"$PATCHPLAN" -d n.db import homes next.csv > out 2> err
is "$? $(query n.db "SELECT group_concat(property_ref || ended, ' ') FROM (SELECT * FROM home ORDER BY 3)")" "0 H10 H20 H30 H40 H50" "missing homes are kept"
ok "$(grep -q 'missing end' err; echo $?)" "and that is said"
is "$(query n.db "SELECT address FROM home WHERE property_ref = 'H3'")" "33 Low Street" "a changed one is updated"
"$PATCHPLAN" -d n.db import homes next.csv --missing end -q > out
is "$? $(query n.db "SELECT group_concat(property_ref || ended, ' ') FROM (SELECT * FROM home ORDER BY 3)")" "0 H10 H21 H30 H40 H50" "or ended when asked"
"$PATCHPLAN" -d n.db import homes town/homes.csv -q > out
is "$(query n.db "SELECT ended FROM home WHERE property_ref = 'H2'")" 0 "and come back when listed again"
printf 'officer_id,name\nO1,Ann Lee\n' > few.csv
"$PATCHPLAN" -d n.db import officers few.csv --missing end -q > out
is "$(query n.db "SELECT ends IS NOT NULL FROM officer WHERE officer_id = 'O2'")" 1 "an officer no longer listed has ended"
"$PATCHPLAN" -d n.db import officers town/officers.csv -q > out
printf 'officer_id,name,fte\nO1,Ann Lee,1\nO2,Bo,nought\n' > few.csv
"$PATCHPLAN" -d n.db import officers few.csv --missing end -q > out
is "$(query n.db "SELECT ends IS NOT NULL FROM officer WHERE officer_id = 'O2'")" 0 "one whose row has a mistake has not"
printf 'venue_id,name,postcode\nV2,Room,TY1 1AA\n' > few.csv
"$PATCHPLAN" -d n.db import venues few.csv --missing end -q > out
is "$(query n.db 'SELECT group_concat(venue_id) FROM venue') $(query n.db 'PRAGMA foreign_key_check')" "V2 " "a venue goes with its days"

# ---- columns that a list lacks ----
known="SELECT (SELECT group_concat(name || suppressed || included, ' ') FROM home JOIN street USING (street_id)), (SELECT group_concat(role || fte_milli || email || team_id, ' ') FROM officer), (SELECT group_concat(works, '') FROM officer_day), (SELECT group_concat(easting_m || step_free || am_hours, ' ') FROM venue), (SELECT group_concat(opens, '') FROM venue_day), (SELECT group_concat(coalesce(area_id, '-') || manager) FROM team LEFT JOIN area USING (area_id)), (SELECT group_concat(done_by) FROM activity)"
cp town.db l.db
printf 'officer_id,name,role,team,fte,mon,b_mon,fri,email\nO1,Ann Lee,cover,Red,0.9,full,am,full,ann@x.example\n' > full.csv
"$PATCHPLAN" -d l.db import officers full.csv -q > out
printf 'venue_id,name,easting,northing,postcode,mon,tue,step_free,am_hours\nV1,Hall,437011,384011,TY1 1AB,full,am,yes,09:00-11:00\n' > full.csv
"$PATCHPLAN" -d l.db import venues full.csv -q > out
printf 'activity,minutes,done_by\nvisit,30,specialist\n' > full.csv
"$PATCHPLAN" -d l.db import activities full.csv -q > out
sed 's/^H1,\(.*\),,,$/H1,\1,,yes,asked/' town/homes.csv > full.csv
"$PATCHPLAN" -d l.db import homes full.csv -q > out
before=$(query l.db "$known")
sed -e '1s/,street,/,Road name,/' -e '1s/,include,suppress,/,in,hidden,/' full.csv > fewer.csv
"$PATCHPLAN" -d l.db import homes fewer.csv -f csv > out.csv 2> err
is "$? $(tail -1 out.csv | cut -d, -f3-6)" "0 4,0,0,4" "a list of homes whose columns have other names changes no home"
ok "$(grep -q 'no column street (known of 4 homes), include (known of 1 row), suppress (known of 1 row): what was known stays; to clear it, send the column empty' err; echo $?)" "and says what stays"
for list in 'officers officer_id,name O1,Ann Lee' 'venues venue_id,name,postcode V1,Hall,TY1 1AB' 'teams ward_code,team W1,Red' 'activities activity,minutes visit,30'; do
    kind=${list%% *}
    rest=${list#* }
    printf '%s\n%s\n' "${rest%% *}" "${rest#* }" > few.csv
    "$PATCHPLAN" -d l.db import "$kind" few.csv > out 2> err
    ok "$(grep -q 'this list has no column .*: what was known stays' err; echo $?)" "$kind without their columns: said"
done
is "$(query l.db "$known")" "$before" "streets, hidden homes, hours, days, teams, doors: all stays"
printf 'officer_id,name,mon,tue,wed,thu,fri\nO1,Ann Lee,pm,off,full,full,full\n' > few.csv
"$PATCHPLAN" -d l.db import officers few.csv -q > out
is "$(query l.db "SELECT group_concat(works, ' ') FROM officer_day WHERE officer_id = 'O1'")" "pm off full full full am off full full off" "week B follows week A but where it was another"
sed 's/High Street,TY1/,TY1/' full.csv > few.csv
"$PATCHPLAN" -d l.db import homes few.csv > out 2> err
is "$(query l.db 'SELECT count(street_id) FROM home') $(grep -c 'what was known' err)" "2 0" "a column that is empty clears"

# ---- set aside, mended, in again ----
{
    cat town/homes.csv
    echo 'H6,1.0009E+11,"6 ""The Nook"", Low Street",Low Street,TY1 1AD,438500,384500,,W2,N2,let,P2,,,'
    echo 'H7,,=7+7 Low Street,Low Street,NOWHERE,438500,384500,,W2,N2,let,P2,,,'
} > dirty.csv
cp town.db m.db
"$PATCHPLAN" -d m.db import homes dirty.csv --rejects bad.csv -q > out
is "$? $(query m.db 'SELECT count(*) FROM home')" "3 4" "two rows are set aside"
"$PATCHPLAN" -d m.db check > out 2> err
is $? 3 "check says so"
is "$(head -1 bad.csv)" "$(head -1 town/homes.csv),reject_reason" "with the original header and a reason"
ok "$(grep -q "^H7,,'=7+7 Low Street," bad.csv; echo $?)" "a cell that a spreadsheet would work out is guarded"
sed -e 's/1.0009E+11/100090001234/' -e 's/NOWHERE/ty11ad/' bad.csv > mended.csv
"$PATCHPLAN" -d m.db import homes mended.csv --rejects again.csv > out 2> err
is "$? $(query m.db 'SELECT count(*) FROM home')" "0 6" "mended, they come in"
ok "$(grep -q reject_reason err; [ $? -eq 1 ]; echo $?)" "the reason column is no unknown column"
is "$(query m.db "SELECT address, uprn FROM home WHERE property_ref = 'H6'")" '6 "The Nook", Low Street|100090001234' "whole"
is "$(query m.db "SELECT address FROM home WHERE property_ref = 'H7'")" "=7+7 Low Street" "and its guard taken off"
"$PATCHPLAN" -d m.db check > out 2> err
is $? 0 "and check is content"
sed -e '1s/$/,reject_reason/' -e '2,$s/$/,old/' dirty.csv > again.csv
"$PATCHPLAN" -d m.db import homes again.csv --rejects bad2.csv -q > out
is "$(head -1 bad2.csv)" "$(head -1 bad.csv)" "an old reason is replaced, not doubled"

# ---- other forms ----
form() { # form WORDS WHAT FILE OPTIONS...
    local words=$1 what=$2 file=$3
    shift 3
    cp town.db f.db
    "$PATCHPLAN" -d f.db import homes "$file" "$@" > out 2> err
    local got=$?
    [ $got -eq 0 ] && grep -q "$words" err && [ "$(query f.db 'SELECT count(*) FROM home')" = 5 ]
    local fine=$?
    ok $fine "$what"
    [ $fine -eq 0 ] || sed 's/^/# /' err
}
printf 'property_ref;postcode;address;neighbourhood_code\nH9;TY1 1AA;"Si\xe2n Row; 9";N1\n' > f.csv
form 'WINDOWS-1252, semicolons' "Windows-1252 and semicolons" f.csv
is "$(query f.db "SELECT address FROM home WHERE property_ref = 'H9'")" "Siân Row; 9" "decoded"
printf 'property_ref\tpostcode\tneighbourhood_code\nH9\tTY1 1AA\tN1\n' | iconv -f utf-8 -t utf-16 > f.csv
form 'UTF-16LE' "UTF-16 and tabs" f.csv
printf 'Stock list\n,,\nof the council,,\nProperty Ref,POST_CODE,Neighbourhood Code\nH9,TY1 1AA,N1\n' > f.csv
form 'header in row 4' "a header in row 4" f.csv
printf 'Place,PC,LSOA\nH9,TY1 1AA,N1\n' > f.csv
form 'UTF-8' "columns by --map" f.csv --map property_ref=Place --map postcode=PC --map neighbourhood_code=LSOA
printf '[homes]\nproperty_ref = Place\npostcode = PC\nneighbourhood_code = LSOA\n' > p.ini
form 'UTF-8' "columns by a profile" f.csv --profile p.ini
printf 'property_ref,postcode,address,neighbourhood_code\nH9,TY1 1AA,"9\nHigh Street",N1\n' > f.csv
form '1 rows' "a cell over two lines" f.csv
printf '"TY1 1AA",10,437000,384000,"E92000001","","E18","","E08","W1"\n"TY1 1ZZ",90,0,0,"E92000001","","E18","","E08","W1"\n' > f.csv
cp town.db f.db
"$PATCHPLAN" -d f.db import postcodes f.csv -q > out
is "$? $(query f.db "SELECT easting_m FROM postcode WHERE code = 'TY1 1ZZ'")" "0 None" "Code-Point Open without a header; 0,0 is no position"
printf '{"england-and-wales":{"events":[{"title":"A","date":"2027-12-27"}]},"scotland":{"events":[{"title":"B","date":"2027-01-02"}]}}' > h.json
"$PATCHPLAN" -d f.db import holidays h.json -q > out && "$PATCHPLAN" -d f.db import holidays h.json --division scotland -q > out
is "$(query f.db 'SELECT day FROM holiday ORDER BY 1')" "2027-01-02|2027-12-27" "bank holidays by division"
sed 's/,"crs":.*}},"features"/,"features"/' town/wards.geojson > w.geojson
"$PATCHPLAN" -d f.db import areas police w.geojson --map name=ward_code > out 2> err
is "$? $(grep -c 27700 err) $(query f.db "SELECT kind, count(*) FROM other_area GROUP BY 1")" "0 1 police|2" "areas, in metres because the values show it"
printf 'date,activity,property_ref,count\n2026-02-03,visit,H1,2\n2026-02-20,visit,H2,3\n2026-03-01,visit,H3,\n' > i.csv
"$PATCHPLAN" -d f.db import interventions i.csv -q > out && "$PATCHPLAN" -d f.db import interventions i.csv -q > out
is "$(query f.db 'SELECT code, month, n FROM intervention JOIN neighbourhood USING (neighbourhood_id) ORDER BY 2')" "N1|2026-02|5|N2|2026-03|1" "interventions are summed, and not twice when imported twice"

# ---- harm from outside ----
import_big() { # the import of big.csv set going; comes back when it is at work, however slow the machine is
    "$PATCHPLAN" -d k.db import homes big.csv --progress json > out 2> err &
    pid=$!
    for _ in $(seq 600); do
        grep -q '"phase"' err && break
        sleep 0.1
    done
}
python3 - <<'PY'
with open("big.csv", "w") as f:
    f.write("property_ref,easting,northing,postcode,neighbourhood_code\n")
    for i in range(400000):
        f.write(f"B{i},437000,384000,TY1 1AA,N1\n")
PY
cp town.db k.db
import_big
kill -9 $pid
wait $pid 2> killed
is "$? $(query k.db 'PRAGMA integrity_check') $(query k.db 'SELECT count(*) FROM home')" "137 ok 4" "kill -9 leaves the planning file whole"
import_big
kill -INT $pid
wait $pid
is "$? $(query k.db 'PRAGMA integrity_check') $(query k.db 'SELECT count(*) FROM home')" "130 ok 4" "Ctrl-C takes everything back"
ok "$(grep -q "stopped as asked" err; echo $?)" "and says so"
mkdir full
if mount -t tmpfs -o size=6m tmpfs full 2> err; then
    "$PATCHPLAN" -d full/f.db init -q
    "$PATCHPLAN" -d full/f.db import -q town > out
    "$PATCHPLAN" -d full/f.db import homes big.csv > out 2> err
    is "$? $(grep -c 'disk is full' err) $(query full/f.db 'PRAGMA integrity_check') $(query full/f.db 'SELECT count(*) FROM home')" "1 1 ok 4" "a full disk is said, and nothing is lost"
    rm big.csv
    mount -o remount,ro full
    "$PATCHPLAN" -d full/f.db import homes town/homes.csv > out 2> err
    is "$? $(grep -c 'cannot be written\|read-only' err)" "1 1" "a planning file that cannot be written is said"
    umount full
else
    skip "a full disk" "no file system may be mounted here"
    chmod a-w town.db
    "$PATCHPLAN" -d town.db import homes town/homes.csv > out 2> err
    is "$? $(grep -c 'cannot be written' err)" "1 1" "a planning file that cannot be written is said"
fi

# ---- a real city ----
if [ -d "$shared/sheffield" ]; then
    "$PATCHPLAN" -d s.db init -q
    "$PATCHPLAN" -d s.db import "$shared/sheffield" -q > out
    is $? 0 "Sheffield comes in"
    "$PATCHPLAN" -d s.db check > out 2> err
    is "$? $(head -1 out)" "0 36,128 homes, 36,101 to plan, 39,837.47 workload-equivalent homes" "and is counted"
    "$PATCHPLAN" -d s.db import homes "$shared/sheffield/homes_next_month.csv" -q -f csv --missing end > out
    is "$(tail -1 out)" "homes,homes_next_month.csv,36108,40,0,36068,0,60,0,0" "a month later: 60 gone, 40 new"
else
    skip "Sheffield" "the shared data is not here"
fi
finish
