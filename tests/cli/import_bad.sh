#!/usr/bin/env bash
# Bad input, case by case: the finding it must give, the exit status, and that the good rows are in.
. "$SRCDIR/tests/cli/import_town.sh"

"$PATCHPLAN" -d base.db init -q
"$PATCHPLAN" -d base.db import -q town > base.out 2> base.err
is $? 0 "the town itself is fine"

bad=bad.csv
# expect STATUS RULE WHAT KIND [OPTIONS]: $bad gives the finding RULE ("-": none but that its list lacks columns of the town's).
expect() {
    local status=$1 rule=$2 what=$3 kind=$4 got found
    shift 4

    cp base.db case.db
    "$PATCHPLAN" -d case.db import "$kind" "$bad" "$@" > case.out 2> case.err
    got=$?
    found=$(query case.db "SELECT count(*) FROM finding JOIN import_run USING (import_id) WHERE file_name = '$bad' AND rule = '$rule' AND message <> ''")
    if [ "$rule" = - ]; then
        found=$(query case.db "SELECT count(*) = 0 FROM finding JOIN import_run USING (import_id) WHERE file_name = '$bad' AND rule <> 'lacking_column'")
    fi
    [ "$got" -eq "$status" ] && [ "$found" -ge 1 ]
    local fine=$?
    ok $fine "$what: $rule, exit $status"
    if [ $fine -ne 0 ]; then
        echo "# exit $got, found $found"
        sed 's/^/# /' case.err
    fi
}
# refuse STATUS WORDS WHAT ARGUMENTS...: nothing is taken, the sentence has the words.
refuse() {
    local status=$1 words=$2 what=$3 got
    shift 3
    cp base.db case.db
    "$PATCHPLAN" -d case.db import "$@" > case.out 2> case.err
    got=$?
    [ "$got" -eq "$status" ] && grep -qi -- "$words" case.err &&
        [ "$(query case.db 'SELECT count(*) FROM home')" = 4 ]
    local fine=$?
    ok $fine "$what: refused, exit $status"
    if [ $fine -ne 0 ]; then
        echo "# exit $got"
        sed 's/^/# /' case.err
    fi
}

head=property_ref,uprn,postcode,easting,northing,ward_code,neighbourhood_code,status,include,suppress,reason
home() { printf '%s\n' "$head" "$@"; }

# ---- homes ----
home 'H1,,TY1 1AA,437000,384000,W1,N1,let,,,' > bad.csv; expect 0 - "a good row" homes
home 'H9,1.0009E+11,TY1 1AA,437000,384000,W1,N1,,,,' > bad.csv; expect 3 uprn_lost_digits "a UPRN that a spreadsheet has cut" homes
home 'H9,ABC123,TY1 1AA,437000,384000,W1,N1,,,,' > bad.csv; expect 3 bad_uprn "letters in a UPRN" homes
home 'H9,1234567890123,TY1 1AA,437000,384000,W1,N1,,,,' > bad.csv; expect 3 bad_uprn "thirteen digits" homes
home 'H9,48213,TY1 1AA,437000,384000,W1,N1,,,,' > bad.csv; expect 0 short_uprn "the housing system's own number" homes
is "$(query case.db "SELECT other_ref, uprn FROM home WHERE property_ref = 'H9'")" "48213|None" "it is kept apart from the UPRN"
home 'H9,,TY1O 2AB,438600,384600,W2,N1,,,,' > bad.csv; expect 0 repaired_postcode "a letter O for a nought" homes
is "$(query case.db "SELECT p.code FROM home JOIN postcode p USING (postcode_id) WHERE property_ref = 'H9'")" "TY10 2AB" "it is repaired"
home 'H9,,NOT A CODE,438600,384600,W2,N1,,,,' > bad.csv; expect 3 bad_postcode "no postcode" homes
home 'H9,,TY1 9ZZ,437000,384000,W1,N1,,,,' > bad.csv; expect 0 unknown_postcode "a postcode that is in no list" homes
home 'H9,,,437000,384000,W1,N1,,,,' > bad.csv; expect 0 no_postcode "coordinates without a postcode" homes
home 'H9,,,,,W1,N1,,,,' > bad.csv; expect 3 no_position "neither coordinates nor postcode" homes
home 'H9,,TY1 1AA,0,0,W1,N1,,,,' > bad.csv; expect 0 zero_point "0,0 with a known postcode" homes
home 'H9,,,0,0,W1,N1,,,,' > bad.csv; expect 3 zero_point "0,0 without" homes
home 'H9,,TY1 1AA,384000,437000,W1,N1,,,,' > bad.csv; expect 3 swapped_point "swapped coordinates" homes
home 'H9,,TY1 1AA,-1.47,53.38,W1,N1,,,,' > bad.csv; expect 3 degrees "longitude in easting" homes
home 'H9,,TY1 1AA,-1.444,53.352,W1,N1,,,,' > bad.csv; expect 0 - "longitude, and said so" homes --crs EPSG:4326
home 'H9,,TY1 1AA,1437000,384000,W1,N1,,,,' > bad.csv; expect 3 outside_britain "a point that is not in Britain" homes
home 'H9,,TY1 1AA,437000,,W1,N1,,,,' > bad.csv; expect 3 half_point "half a point" homes
home 'H9,,TY1 1AA,4370x0,384000,W1,N1,,,,' > bad.csv; expect 3 bad_number "no number" homes
home 'H9,,TY1 1AB,437500,389500,W1,N1,,,,' > bad.csv; expect 0 far_outside "more than 2 km outside every ward" homes
home 'H9,,TY1 1AD,438500,384500,W1,N1,,,,' > bad.csv; expect 0 outside_ward "a point in another ward" homes
home 'H9,,TY1 1AA,437000,384000,W3,N1,,,,' > bad.csv; expect 0 unknown_name "a ward nobody knows" homes
ok "$(grep -q 'did you mean W' case.err; echo $?)" "the nearest is suggested"
home 'H9,,TY1 1AA,437000,384000,W1,N9,,,,' > bad.csv; expect 0 unknown_name "a neighbourhood nobody knows" homes
home 'H9,,TY1 1AA,437000,384000,W1,,,,,' > bad.csv; expect 0 no_neighbourhood "no neighbourhood" homes
home 'H9,,TY1 1AA,437000,384000,W1,N1,mothballed,,,' > bad.csv; expect 0 unknown_word "a status that is none" homes
home 'H9,,TY1 1AA,437000,384000,W1,N1,Vacant,,,' > bad.csv; expect 0 - "a status in other words" homes
is "$(query case.db "SELECT status FROM home WHERE property_ref = 'H9'")" void "it is understood"
home 'H9,,TY1 1AA,437000,384000,W1,N1,,perhaps,,' > bad.csv; expect 3 bad_yes_no "neither yes nor no" homes
home 'H9,,TY1 1AA,437000,384000,W1,N1,,no,,' > bad.csv; expect 0 no_reason "left out without a reason" homes
home 'H9,,TY1 1AA,437000,384000,W1,N1,,,yes,' > bad.csv; expect 0 no_reason "hidden without a reason" homes
home ',,TY1 1AA,437000,384000,W1,N1,,,,' > bad.csv; expect 3 missing_value "no property_ref" homes
home 'H9,,TY1 1AA,437000,384000,W1,N1,,,,' 'H9,,TY1 1AB,437500,384500,W1,N1,,,,' > bad.csv; expect 3 duplicate_ref "the same property twice" homes
ok "$(grep -q 'row 2 and again here' case.err; echo $?)" "both rows are told"
rm -f fresh.db; "$PATCHPLAN" -d fresh.db init -q; "$PATCHPLAN" -d fresh.db import homes bad.csv > case.out 2> case.err
is "$? $(query fresh.db "SELECT rule FROM finding WHERE severity = 'error'")" "3 duplicate_ref" "the same property twice in a first list"
home 'H9,,TY1 1AA,437000,384000,W1' > bad.csv; expect 3 ragged_row "a ragged row" homes
home 'H8,,TY1 1AA,437000,384000,W1,N1,,,,' 'H9,,"TY1 1AA,437000,384000,W1,N1,,,,' > bad.csv; expect 3 open_quote "a quote left open" homes
is "$(query case.db "SELECT count(*) FROM home WHERE property_ref = 'H8'")" 1 "the rows before it are in"
{ home 'H9,,TY1 1AA,437000,384000,W1,N1,,,,'; } | sed 's/reason/reason,colour/; 2s/$/,red/' > bad.csv; expect 0 unknown_column "a column nobody knows" homes
printf '%s\n' "$head" > bad.csv; expect 0 no_rows "a header and no rows" homes

# ---- what cannot be seen ----
{ echo property_ref,postcode,street; printf 'H9,TY1 1AA,"Hi\001gh\033[31m\nRo\342\200\256ad\302\205"\n'; } > bad.csv
expect 0 unseen_characters "control characters and marks that turn text round" homes
is "$(query case.db "SELECT s.name FROM home JOIN street s USING (street_id) WHERE property_ref = 'H9'")" "Hi gh [31m Ro ad" "they are read as blanks"
{ echo property_ref,postcode,address; printf 'H9,TY1 1AA,"1 High Street\nTarnwick"\n'; } > bad.csv
expect 0 no_neighbourhood "an address over two lines" homes
is "$(query case.db "SELECT address FROM home WHERE property_ref = 'H9'") $(query case.db "SELECT count(*) FROM finding WHERE rule = 'unseen_characters'")" "1 High Street Tarnwick 0" "becomes one line, without a word"
printf '%s\n' "$head" > bad.csv; printf 'H9,,TY1 1AA,4370\0330,384000,W1,N1,,,,\n' >> bad.csv; expect 3 bad_number "a number with an escape in it" homes
ok "$(! grep -q "$(printf '\033')" case.err case.out; echo $?)" "no message steers the terminal"

# ---- the other lists ----
printf 'postcode,easting,northing\nTY1 1AA,437000,384000\nTY1 1AA,437001,384000\n' > bad.csv; expect 3 duplicate_key "a postcode twice" postcodes
printf 'postcode,easting,northing\nTY1 1ZZ,0,0\n' > bad.csv; expect 0 - "a postcode without position" postcodes
printf 'postcode,easting,northing\nTY1 1ZZ,53.3,-1.4\n' > bad.csv; expect 3 degrees "degrees in a list of postcodes" postcodes
printf 'neighbourhood_code,weight\nN1,-1\n' > bad.csv; expect 3 out_of_range "a factor below nothing" neighbourhoods
printf 'neighbourhood_code,weight\nN1,heavy\n' > bad.csv; expect 3 bad_number "a factor that is no number" neighbourhoods
printf 'ward_code,team\nW1,\n' > bad.csv; expect 3 missing_value "a ward without a team" teams
printf 'from,to\nTY1 1AA,TY1 1AA\n' > bad.csv; expect 3 link_to_itself "a link to itself" links
printf 'from,to\nTY1 1AA,TY1 1AB\nTY1 1AB,TY1 1AA\n' > bad.csv; expect 0 repeated_row "a link both ways" links
printf 'activity,minutes\nvisit,-5\n' > bad.csv; expect 3 out_of_range "negative minutes" activities
printf 'activity,minutes,done_by\nvisit,5,the mayor\n' > bad.csv; expect 3 unknown_word "done by someone who is not there" activities
printf 'date,activity,property_ref\n2026-02-31,visit,H1\n' > bad.csv; expect 3 bad_date "31 February" interventions
printf 'date,activity,property_ref\n04/05/2026,visit,H1\n' > bad.csv; expect 0 day_before_month "a date that could be either" interventions
printf 'date,activity,property_ref\n12/31/2026,visit,H1\n' > bad.csv; expect 3 bad_date "month before day" interventions
printf 'date,activity,property_ref\n2026-02-03,vist,H1\n' > bad.csv; expect 3 unknown_name "an activity nobody knows" interventions
printf 'date,activity,property_ref\n2026-02-03,visit,H77\n' > bad.csv; expect 3 no_place "an intervention nowhere" interventions
printf 'officer_id,fte\nO9,7\n' > bad.csv; expect 3 out_of_range "fte 7 for 0.7" officers
printf 'officer_id,role\nO9,king\n' > bad.csv; expect 3 unknown_word "a role that is none" officers
printf 'officer_id,team\nO9,Redd\n' > bad.csv; expect 0 unknown_name "a team nobody knows" officers
printf 'officer_id,team\nO9,\n' > bad.csv; expect 0 no_team "an officer of no team" officers
printf 'officer_id,team,share_with\nO8,Red,O9\nO9,Blue,O8\n' > bad.csv; expect 3 shared_across_teams "a post shared across teams" officers
printf 'officer_id,team,role,share_with\nO8,Red,officer,\nO9,Red,team_leader,O8\n' > bad.csv; expect 3 shared_with_leader "a post shared with a team leader" officers
printf 'officer_id\nO8;O9\n' > bad.csv; expect 3 semicolon "two officers in one cell" officers
printf 'patch,officer_id\nP1;P2,\n' > bad.csv; expect 3 semicolon "two patches in one cell" current-officers
printf 'officer_id,starts,ends\nO9,2027-05-01,2027-04-01\n' > bad.csv; expect 3 ends_before_start "a post that ends before it starts" officers
printf 'officer_id,email\nO8,a@x.example\nO9,a@x.example\n' > bad.csv; expect 0 repeated_email "one email for two" officers
printf 'officer_id,share_with\nO9,O77\n' > bad.csv; expect 0 unknown_name "a job share with nobody" officers
printf 'officer_id,team,share_with\nO8,Red,O9\nO9,Red,O8\n' > bad.csv; expect 0 - "a post that two share, each named by the other" officers
printf 'officer_id,share_with\nO9,O9\n' > bad.csv; expect 3 shared_with_itself "a post shared with oneself" officers
printf 'officer_id,share_with\nO7,O8\nO8,O9\nO9,O7\n' > bad.csv; expect 3 shared_with_two "three who share in a ring" officers
ok "$(grep -q "bad.csv:3: column.*share_with.*the post of 'O8' is shared with 'O7' already (row 2)" case.err; echo $?)" "row, column and the row before are told"
is "$(query case.db "SELECT group_concat(officer_id) FROM officer WHERE officer_id > 'O6'")" O7 "the rows that contradict it are set aside"
printf 'officer_id,share_with\nO7,O9\nO8,O9\n' > bad.csv; expect 3 shared_with_two "two who share with the same third" officers
printf 'officer_id,fte\nO9,0\n' > bad.csv; expect 3 no_hours "a post of FTE 0" officers
printf 'officer_id,fte,mon,tue,wed,thu,fri\nO9,0.5,off,off,off,off,off\n' > bad.csv; expect 3 works_no_day "half a post, at work on no day" officers
printf 'officer_id,team,fte,mon,b_fri\nO9,Red,0.5,off,am\n' > bad.csv; expect 0 - "one half-day in weeks B" officers
printf '\357\273\277\357\273\277officer_id,team,fte\nO9,Red,1\n' > bad.csv; expect 0 - "a byte order mark twice" officers
printf 'officer_id,mon\nO9,sometimes\n' > bad.csv; expect 3 unknown_word "a working day that is none" officers
printf 'patch,officer_id\nP1,O9\n' > bad.csv; expect 3 unknown_name "a patch led by nobody known" current-officers
printf 'patch,officer_id\nP1,\n' > bad.csv; expect 0 - "a vacant patch" current-officers
printf 'neighbourhood_code,skill,language\nN1,,\n' > bad.csv; expect 0 names_nothing "a need that names nothing" needs
printf 'neighbourhood_code,skill,language\nN77,asb,\n' > bad.csv; expect 0 unknown_name "a need nowhere" needs
printf 'property_ref,state\nH77,done\n' > bad.csv; expect 3 unknown_property "a visit to no home" visits
printf 'property_ref,state\nH1,perhaps\n' > bad.csv; expect 3 unknown_word "a state that is none" visits
printf 'property_ref,last_visit\nH1,2062-03-01\n' > bad.csv; expect 3 visit_to_come "a last visit in forty years" visits
printf 'property_ref,last_visit\nH1,%s\n' "$(date -d '+40 days' +%F)" > bad.csv; expect 0 visit_to_come "a last visit next month" visits
printf 'property_ref,last_visit\nH1,1926-03-01\n' > bad.csv; expect 3 visit_too_old "a last visit a hundred years ago" visits
printf 'venue_id,name,postcode\nV9,Hall,TY1 1AA\n' > bad.csv; expect 0 never_open "a venue open on no day" venues
printf 'venue_id,name,postcode,evening_hours\nV9,Hall,TY1 1AA,18:00-19:30\n' > bad.csv; expect 0 never_open "evening hours of a venue open on no day" venues
printf 'venue_id,name\nV9,Hall\n' > bad.csv; expect 3 no_position "a venue nowhere" venues
printf 'venue_id,name,postcode,mon,am_hours\nV9,Hall,TY1 1AA,am,25:00-26:00\n' > bad.csv; expect 3 bad_time "hours the clock does not have" venues
printf 'venue_id,name,postcode,mon,am_hours\nV9,Hall,TY1 1AA,am,14:00-16:00\n' > bad.csv; expect 3 wrong_half "morning hours after midday" venues
printf 'venue_id,name,postcode,mon,pm_hours\nV9,Hall,TY1 1AA,pm,10:00-12:00\n' > bad.csv; expect 3 wrong_half "afternoon hours before midday" venues
printf 'venue_id,name,postcode,mon,am_hours,pm_hours\nV9,Hall,TY1 1AA,full,10:00-13:00,12:30-16:00\n' > bad.csv; expect 3 hours_overlap "hours that overlap" venues
printf 'venue_id,name,postcode,mon\nV8;V9,Hall,TY1 1AA,am\n' > bad.csv; expect 3 semicolon "two venues in one cell" venues
printf 'officer_id,from,to\nO1,2027-05-09,2027-05-01\n' > bad.csv; expect 3 ends_before_start "leave that ends before it starts" leave
printf 'officer_id,from,to\nO77,2027-05-01,2027-05-09\n' > bad.csv; expect 3 unknown_name "leave of nobody" leave
printf 'officer_id,from,to\nO1,2027-05-01,2027-05-09\nO1,2027-05-05,2027-05-12\n' > bad.csv; expect 0 overlapping_leave "overlapping leave" leave
is "$(query case.db 'SELECT first_day, last_day FROM leave')" "2027-05-01|2027-05-12" "it is merged"
printf 'officer_id,from,to\nO1,2027-05-01,2027-05-09\nO1,01/05/2027,09/05/2027\n' > bad.csv; expect 0 overlapping_leave "the same leave twice" leave
is "$(query case.db 'SELECT count(*) FROM leave')" 1 "it counts once"
printf 'tara,rule\nT1,whenever\n' > bad.csv; expect 3 bad_rule "a rule without a day" tara
printf 'tara,rule\nT1,every second Tuesday\n' > bad.csv; expect 3 bad_rule "monthly, or every other week" tara
printf 'tara,rule,venue_id\nT1,fifth Tuesday,V1\n' > bad.csv; expect 0 fifth_weekday "a fifth Tuesday" tara
printf 'tara,rule,venue_id\nT1,"second Tuesday, not August",V77\n' > bad.csv; expect 0 unknown_name "a venue nobody knows" tara
printf 'tara,rule\nT1,"second Tuesday, not August"\n' > bad.csv; expect 0 names_nothing "a meeting nowhere" tara
letters=$(printf 'a%.0s' $(seq 201))
printf 'tara,rule\n%s,second Tuesday\n' "$letters" > bad.csv; expect 3 too_long "a TARA's name of 201 letters" tara
ok "$(grep -q 'has 201 characters, 200 are the most' case.err; echo $?)" "it says how many there may be"
printf 'venue_id,name,postcode,mon\nV9,%s,TY1 1AA,am\n' "$letters" > bad.csv; expect 3 too_long "a venue's" venues
printf 'officer_id,email\nO9,%s@x.example\n' "$letters" > bad.csv; expect 3 too_long "an address of 211 letters" officers
printf 'officer_id,team,name,skills\nO9,Red,%s,%s\n' "${letters:1}" "$letters" > bad.csv; expect 0 - "a name of 200, a list of skills longer still" officers
printf 'ward_code,councillor\nW77,Eve Dow\n' > bad.csv; expect 3 unknown_name "a councillor of no ward" councillors

# ---- shapes nested wrongly ----
bad=bad.geojson
shape() { printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ward_code":"W1"},"geometry":{"type":"%s","coordinates":%s}}]}' "$1" "$2" > "$bad"; }
ring='[437000,384000],[437100,384000],[437100,384100],[437000,384000]'
shape Polygon "[[$ring]]"; expect 0 - "a polygon" wards
shape Polygon '[[[1],[2],[3],[1]]]'; expect 3 bad_shape "pairs of one number" wards
shape Polygon "[$ring]"; expect 3 bad_shape "a polygon nested too little" wards
shape Polygon "[[[$ring]]]"; expect 3 bad_shape "a polygon nested too deep" wards
shape MultiPolygon "[[$ring]]"; expect 3 bad_shape "several polygons nested as one" wards
shape Polygon "[[$ring,[],7]]"; expect 3 bad_shape "no pair among pairs" wards
sed -i "s/W1/$letters/" "$bad"; expect 3 too_long "a code of 201 letters" wards
shape Polygon '"here"'; expect 3 bad_shape "words for coordinates" wards
shape LineString "[[$ring]]"; expect 3 bad_shape "a line nested as a polygon" barriers
is "$(query case.db 'SELECT count(*) FROM ward')" 2 "the wards are as they were"

# ---- rows set aside, written where they were asked ----
home 'H9,,TY1 1AA,4370x0,384000,W1,N1,,,,' > bad.csv
echo old > kept.csv; ln -sf kept.csv link.csv; rm -f pipe.csv; mkfifo pipe.csv
"$PATCHPLAN" -d case.db import -q homes bad.csv --rejects link.csv > case.out 2>&1
ok "$([ -L link.csv ] && grep -q H9 kept.csv; echo $?)" "through a link, which stays one"
cat pipe.csv > read.csv & "$PATCHPLAN" -d case.db import -q homes bad.csv --rejects pipe.csv > case.out 2>&1; wait $!
ok "$([ -p pipe.csv ] && grep -q H9 read.csv; echo $?)" "into a pipe, which stays one"

# ---- never over what is read ----
cp bad.csv before.csv
refuse 2 'would be lost' "rows set aside over the list itself" homes bad.csv --rejects bad.csv
ok "$(cmp -s bad.csv before.csv; echo $?)" "the list is as it was"
ln -sf case.db twin.db
refuse 2 'planning file' "an answer over the planning file" homes bad.csv -f csv -o twin.db

# ---- refused at the door ----
for column in 'Tenant Name' Surname Forename DOB 'Date of Birth' 'Warning Marker' 'Personal Alert' Vulnerability; do
    printf '%s\n' "property_ref,postcode,$column" 'H9,TY1 1AA,x' > bad.csv
    refuse 3 "$column" "a column called $column" homes bad.csv
done
printf 'officer_id,from,to,reason\nO1,2027-05-01,2027-05-02,flu\n' > bad.csv
refuse 3 'never held' "a reason for absence" leave bad.csv
printf 'officer_id,name\nO1,Ann Lee\n' > bad.csv
refuse 0 '' "the name of an officer is fine" officers bad.csv
printf 'postcode,address\nTY1 1AA,1 High Street\n' > bad.csv
refuse 3 property_ref "a missing column" homes bad.csv
: > bad.csv
refuse 3 empty "an empty file" homes bad.csv
mkdir -p folder
refuse 3 'folder' "a folder where a file is wanted" homes folder
refuse 3 'known by name' "a folder without a known file" folder
refuse 1 'nowhere.csv' "a file that is not there" homes nowhere.csv
refuse 2 'did you mean homes' "a kind that is none" hoems town/homes.csv
refuse 2 'did you mean postcode' "a field that is none" homes town/homes.csv --map poscode=X
refuse 3 'text table' "text for a map" wards town/homes.csv
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ward_code":"W1"},"geometry":{"type":"Polygon","coordinates":[[[53.3,-1.4],[53.4,-1.4],[53.4,-1.5],[53.3,-1.4]]]}}]}' > bad.geojson
refuse 3 'latitude stands before longitude' "latitude first" wards bad.geojson
finish
