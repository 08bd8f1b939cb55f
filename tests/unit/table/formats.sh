#!/bin/bash
# Workbooks and map files through ogr2ogr: rows as they are, dates ISO, header on row 4, nothing left behind.
set -u
dump=$BUILDDIR/tests/unit/table/table_dump
n=0
ok() { # ok STATUS WHAT
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
if ! command -v ogr2ogr >/dev/null; then
    echo "1..0 # SKIP gdal-bin is not installed"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
cd "$work" || exit 99

hex() { printf x; printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }
says() { # says WANTED-PART COMMAND...: the part stands in what the command prints
    local wanted=$1
    shift
    "$@" >out.txt 2>&1
    grep -qF -- "$wanted" out.txt || { sed 's/^/# /' out.txt; return 1; }
}

printf 'A,B,C\n,Title of the list,\n,,\nref,when,note\nH1,2026-03-09,"two\nlines"\nH2,100000000123,Si\xc3\xa2n\n' >list.csv
ogr2ogr -f XLSX book.xlsx list.csv 2>/dev/null
ogr2ogr -f ODS book.ods list.csv 2>/dev/null
for book in book.xlsx book.ods; do
    says "header in row 4 (read by ogr2ogr)" "$dump" "$book" ref
    ok $? "$book: header found on row 4"
    says "5 0 $(hex H1) $(hex 2026-03-09) $(hex $'two\nlines')" "$dump" "$book" ref
    ok $? "$book: a cell over two lines, a date"
    says "6 0 $(hex H2) $(hex 100000000123) $(hex Siân)" "$dump" "$book" ref
    ok $? "$book: rows numbered as in the sheet, long numbers whole"
done
cp book.xlsx misnamed.csv
says "an Excel workbook" "$dump" misnamed.csv ref
ok $? "a workbook named .csv"
cp book.xlsx -- '-sql.xlsx'
says "an Excel workbook" "$dump" ./-sql.xlsx ref
ok $? "a name that looks like an option"

ogr2ogr -f XLSX two.xlsx list.csv -nln Notes -where "A='none'" 2>/dev/null
ogr2ogr -f XLSX -update two.xlsx list.csv -nln 'Stock (all)' 2>/dev/null
says 'sheet "Stock (all)" of several' "$dump" two.xlsx ref
ok $? "the sheet with the wanted columns is found"
says "it has: Notes, Stock (all)" "$dump" two.xlsx ref Nothing
ok $? "a sheet that is not there: those that are, are named"
says "none of its sheets has the wanted columns" "$dump" two.xlsx unheard
ok $? "no sheet fits"

printf 'ref,x,y,when\nP1,437804,384501,2026-03-09\n' >points.csv
xy=(-oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y -oo KEEP_GEOM_COLUMNS=NO -oo AUTODETECT_TYPE=YES)
ogr2ogr -f GPKG points.gpkg points.csv "${xy[@]}" -a_srs EPSG:27700
ogr2ogr -f GeoJSON points.geojson points.csv "${xy[@]}" -s_srs EPSG:27700 -t_srs EPSG:4326
ogr2ogr -f 'ESRI Shapefile' points.shp points.csv "${xy[@]}" # does not say its coordinate system
for map in points.gpkg points.shp; do
    says "1 0 $(hex 437804) $(hex 384501) $(hex P1) $(hex 2026-03-09)" "$dump" $map ref
    ok $? "$map: X, Y and attributes, an ISO date"
done
says "1 0 $(hex 437804 | cut -c1-13)" "$dump" points.geojson ref
ok $? "points.geojson: lon/lat become metres of the national grid"

python3 - <<'END'
import zipfile
with zipfile.ZipFile("book.xlsx") as old, zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
    for name in old.namelist():
        if "sheet1.xml" not in name:
            new.writestr(name, old.read(name))
    with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
        for _ in range(100):
            sheet.write(b"<row/>" * 200000)
END
says "too much for a list" "$dump" bomb.xlsx ref
ok $? "a small workbook that unpacks to an enormous one"
head -c 3000 book.xlsx >torn.xlsx
says "damaged or not whole" "$dump" torn.xlsx ref
ok $? "a torn workbook"
says "install the package gdal-bin" env PATH=/nowhere "$dump" book.xlsx ref
ok $? "gdal-bin is missing"
[ -z "$(ls -A "$TMPDIR")" ]
ok $? "nothing is left in the temporary folder"
echo "1..$n"
