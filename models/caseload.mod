# Who leads which patch: one team at a time.
#
# Sets   P patches; O posts (a vacant one is a post without a name); S skills; L languages.
#        WAY (patch, a, a): post a alone leads; (patch, a, b): a and b share it.
#        Only ways within 125 % of a caseload are listed. A fixed patch (pinned, or left as it is) has one way only, and has it.
# Data   homes, weight (workload-equivalent homes) of a patch; cap = most such homes of a post
#        (largest patch x fte x reduced caseload); part = share of the patch that `a` takes (1 alone).
# Levels solved in order, each held while the next is made best (homes, or workload-equivalent homes);
# where balance goes before continuity level 5 is solved, and held, before level 4:
#  1 homes of patches without a named officer (a vacant post 1 for each home, no post at all 2)
#  2 homes that need a skill their officer does not have
#  3 workload-equivalent homes above 105 % of a caseload
#  4 homes whose named officer changes
#  5 workload-equivalent homes outside +-5 % of the team's mean for a full-time post
#  6 homes that need a language their officer does not have, and 10 for sharers not said to be sharers

set P; set O; set S; set L;
param homes{P} >= 0;
param weight{P} >= 0;
param cap{O} >= 0;
param shown default 1.05;               # parts of a caseload: more is above it
param limit default 1.25;               # and more than this nobody is given
param aside default 0.05;               # parts of the mean: farther is outside
param vacant{O} binary, default 0;
param fte{O} >= 0;                      # with reduced caseload
param mean >= 0;                        # workload-equivalent homes for each full-time post
param kept{P,O} >= 0, default 0;        # homes of the patch that this post leads today
param need{P,S} >= 0, default 0;        # homes that need the skill
param talk{P,L} >= 0, default 0;
param has{O,S} binary, default 0;
param speaks{O,L} binary, default 0;
set WAY within {P,O,O};
param part{WAY} >= 0, <= 1, default 1;
param strange{WAY} binary, default 0;   # sharers not said to be sharers
param fixed{P} binary, default 0;       # its one way is taken
param level integer, >= 1, <= 6;
param held{1..6}, default 1e9;

# the ways of a patch, and those that a post leads in, alone or as one of two
set OF{p in P} := setof{(p,a,b) in WAY} (a,b);
set MINE{o in O} := setof{(p,o,b) in WAY} (p,o,b) union setof{(p,a,o) in WAY} (p,a,o);

# what this run makes least, and what it holds
set ASKED := {k in 1..6: k = level or held[k] < 1e8};

# what a way costs on each level
param c1{(p,a,b) in WAY} := homes[p]*max(vacant[a],vacant[b]);
param c2{(p,a,b) in WAY} := sum{s in S} need[p,s]*(1-max(has[a,s],has[b,s]));
param c4{(p,a,b) in WAY} := max(0, homes[p]-kept[p,a]-(if a <> b then kept[p,b]));
param c6{(p,a,b) in WAY} := sum{l in L} talk[p,l]*(1-max(speaks[a,l],speaks[b,l])) + 10*strange[p,a,b];
# how many patches a post can have part of: 1 unless patches are small (tightens the relaxation)
param least{o in O} := min{(p,a,b) in MINE[o]} weight[p]*(if a = o then part[p,a,b] else 1-part[p,a,b]);
param most{o in O} := max(1, if least[o] > 0 then floor(limit*cap[o]/least[o]) else 1);

# what is fixed, and may be more than that: how many patches, how many workload-equivalent homes
param n_fixed{o in O} := card(setof{(p,a,b) in MINE[o]: fixed[p]} p);
param top{o in O} := sum{(p,a,b) in MINE[o]: fixed[p]} weight[p]*(if a = o then part[p,a,b] else 1-part[p,a,b]);

# a post that can lead only one patch: what lies above the limit or outside the middle is a cost of the way
set MANY := {o in O: most[o] > 1 or n_fixed[o] > 1};
param cx{(p,a,b) in WAY} := round(
     (if a not in MANY then max(0, weight[p]*part[p,a,b] - shown*cap[a]))
   + (if a <> b and b not in MANY then max(0, weight[p]*(1-part[p,a,b]) - shown*cap[b])), 1);
param cy{(p,a,b) in WAY} := round(
     (if a not in MANY then max(0, weight[p]*part[p,a,b] - (1+aside)*mean*fte[a], (1-aside)*mean*fte[a] - weight[p]*part[p,a,b]))
   + (if a <> b and b not in MANY then max(0, weight[p]*(1-part[p,a,b]) - (1+aside)*mean*fte[b], (1-aside)*mean*fte[b] - weight[p]*(1-part[p,a,b]))), 1);

var take{WAY} binary;
var none{P} binary;
var load{MANY} >= 0;
var over{o in MANY} >= 0, <= max((limit-shown)*cap[o], top[o] - shown*cap[o]);
var off{MANY} >= 0;
var busy{MANY} binary;
var value{1..6} >= 0;

s.t. one{p in P}: sum{(a,b) in OF[p]} take[p,a,b] + none[p] = 1;
s.t. patches{o in O}: sum{(p,a,b) in MINE[o]} take[p,a,b] <= max(most[o], n_fixed[o]);
s.t. stays{p in P: fixed[p]}: none[p] = 0;
s.t. sum_load{o in MANY}: load[o] =
   sum{(p,a,b) in MINE[o]} weight[p]*(if a = o then part[p,a,b] else 1-part[p,a,b])*take[p,a,b];
s.t. caseload{o in MANY}: load[o] <= shown*cap[o] + over[o];
s.t. leads{(p,a,b) in WAY: a in MANY}: take[p,a,b] <= busy[a];
s.t. shares{(p,a,b) in WAY: a <> b and b in MANY}: take[p,a,b] <= busy[b];
s.t. above{o in MANY}: off[o] >= load[o] - (1+aside)*mean*fte[o];
s.t. below{o in MANY}: off[o] >= (1-aside)*mean*fte[o]*busy[o] - load[o];

s.t. v1{1..1: 1 in ASKED}: value[1] = sum{p in P} 2*homes[p]*none[p] + sum{(p,a,b) in WAY} c1[p,a,b]*take[p,a,b];
s.t. v2{1..1: 2 in ASKED}: value[2] = sum{(p,a,b) in WAY} c2[p,a,b]*take[p,a,b];
s.t. v3{1..1: 3 in ASKED}: value[3] = sum{(p,a,b) in WAY} cx[p,a,b]*take[p,a,b] + sum{o in MANY} over[o];
s.t. v4{1..1: 4 in ASKED}: value[4] = sum{p in P} homes[p]*none[p] + sum{(p,a,b) in WAY} c4[p,a,b]*take[p,a,b];
s.t. v5{1..1: 5 in ASKED}: value[5] = sum{(p,a,b) in WAY} cy[p,a,b]*take[p,a,b] + sum{o in MANY} off[o];
s.t. v6{1..1: 6 in ASKED}: value[6] = sum{(p,a,b) in WAY} c6[p,a,b]*take[p,a,b];
s.t. hold{k in ASKED: k <> level}: value[k] <= held[k] + 0.01;
minimize goal: value[level];
solve;
printf "VALUE %d %.6f\n", level, value[level];
printf{(p,a,b) in WAY: take[p,a,b] > 0.5} "TAKE %s %s %s\n", p, a, b;
end;
