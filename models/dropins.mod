# Which drop-in is where and when: one team, one two-week timetable (weeks A and B).
#
# Sets   P patches; V venues; T half-days ("A1am" ... "B5ev"); O staff; OPEN (venue, half-day) this team may use;
#        OWN (patch, officer) its named officers; REACH (officer, venue) where an officer may help;
#        G groups of homes with the same venues within reach; SEES (group, venue);
#        WAS (patch, half-day) where it meets today, when that can stay; NEXT (evening, morning after it).
# Data   near = the nearest step-free venue with a half-day; desks; works; most = drop-ins of an officer in two weeks;
#        nights = evenings of an officer in two weeks; early = begins before 10 in the morning; fare and hire in
#        pence; never = homes of patches without any venue; gone = homes whose half-day of today cannot stay.
# Levels solved in order, each held:
#  1 homes of patches without a drop-in in the two weeks
#  2 homes of patches whose named officer is not at their own drop-in + homes whose half-day is another than today
#  3 staff evenings
#  4 homes beyond reach of any drop-in + homes without their language at their venue
#    + 5 for each drop-in beyond the first at one venue on one weekday
#  5 pence of hire and travel

set P; set V; set T; set O; set G; set L;
set OPEN within {V,T};
set OWN within {P,O};
set REACH within {O,V};
set SEES within {G,V};
set WAS within {P,T};
set NEXT within {T,T};
param homes{P} >= 0;
param near{P} symbolic in V;
param desks{OPEN} >= 2;
param works{O,T} binary, default 0;
param most{O} >= 0, default 2;
param nights{O} >= 0, default 0;
param early{OPEN} binary, default 0;
param never >= 0, default 0;
param gone >= 0, default 0;
param least{V} >= 0, default 0;            # named officers at the venue / desks, rounded up
param evening{T} binary, default 0;
param day{T} >= 1, <= 5;
param group{G} >= 0;
param talk{P,L} >= 0, default 0;
param speaks{O,L} binary, default 0;
param fare{O,V} >= 0, default 0;
param hire{V} >= 0, default 0;
param level integer, >= 1, <= 5;
param held{1..5}, default 1e9;

set MINE{p in P} := setof{(q,o) in OWN: q = p} o;
set MEET := {p in P, t in T: (near[p],t) in OPEN};
set OWNT := {(p,t) in MEET: exists{o in MINE[p]} works[o,t]};
set STAFF := {o in O, (v,t) in OPEN: works[o,t] and (o,v) in REACH};
set HOME := setof{p in P} near[p];
set EXTRA := setof{(v,t) in OPEN: v not in HOME} v;
set TALK := {p in P, l in L: talk[p,l] > 0 and not exists{o in MINE[p]} speaks[o,l]};
set DAYS := setof{(v,t) in OPEN} (v,day[t]);

var meet{MEET} binary;                 # the patch's drop-in
var held_at{OPEN} binary;              # there is one
var staff{STAFF} binary;
var own{OWNT} >= 0, <= 1; # its officer is there
var open{V} >= 0, <= 1;
var beyond{G} >= 0, <= 1;
var mute{TALK} >= 0, <= 1;
var busy{DAYS} >= 0, <= 1;
# whole by themselves once the others are; to branch on first: half a drop-in spreads over many half-days
var times{V} >= 0, integer;            # drop-ins at a venue
var again >= 0, integer;               # beyond the first at one venue on one weekday
var value{1..5} >= 0;

s.t. once{p in P}: sum{t in T: (p,t) in MEET} meet[p,t] <= 1;
s.t. at{(p,t) in MEET}: meet[p,t] <= held_at[near[p],t];
s.t. own_meets{(p,t) in OWNT}: own[p,t] <= meet[p,t];
s.t. own_there{(p,t) in OWNT}:
   own[p,t] <= sum{o in MINE[p]: works[o,t]} staff[o,near[p],t];
s.t. two{(v,t) in OPEN}: sum{o in O: (o,v,t) in STAFF} staff[o,v,t] >= 2*held_at[v,t];
s.t. room{(v,t) in OPEN}: sum{o in O: (o,v,t) in STAFF} staff[o,v,t] <= desks[v,t]*held_at[v,t];
s.t. serves{(v,t) in OPEN: v in HOME}: held_at[v,t] <= sum{p in P: near[p] = v} meet[p,t];
s.t. one_place{o in O, t in T: works[o,t]}: sum{v in V: (o,v,t) in STAFF} staff[o,v,t] <= 1;
s.t. not_more{o in O}: sum{(v,t) in OPEN: (o,v,t) in STAFF} staff[o,v,t] <= most[o];
s.t. evenings{o in O: exists{t in T} (evening[t] and works[o,t])}:
   sum{(v,t) in OPEN: evening[t] and (o,v,t) in STAFF} staff[o,v,t] <= nights[o];
s.t. rest{o in O, (e,m) in NEXT: works[o,e] and works[o,m] and exists{v in V: (v,m) in OPEN} early[v,m]}:
   sum{v in V: (o,v,e) in STAFF} staff[o,v,e]
   + sum{v in V: (o,v,m) in STAFF and early[v,m]} staff[o,v,m] <= 1;
s.t. is_open{v in V}: open[v] <= sum{t in T: (v,t) in OPEN} held_at[v,t];
s.t. extra{v in EXTRA}: sum{t in T: (v,t) in OPEN} held_at[v,t] <= 1;
s.t. reach{g in G}: beyond[g] >= 1 - sum{(g,v) in SEES} open[v];
s.t. tongue{(p,l) in TALK}: mute[p,l] >= 1 - sum{o in O, t in T: speaks[o,l] and (o,near[p],t) in STAFF} staff[o,near[p],t];
s.t. count{v in V}: times[v] = sum{t in T: (v,t) in OPEN} held_at[v,t];
s.t. count_again: again = sum{v in V} times[v] - sum{(v,d) in DAYS} busy[v,d];
s.t. days{(v,d) in DAYS}: busy[v,d] <= sum{t in T: day[t] = d and (v,t) in OPEN} held_at[v,t];

# once every named officer is at their own drop-in, the desks ask for this many (tightens the relaxation)
s.t. enough{v in HOME: level > 2 and held[2] < 1}: sum{t in T: (v,t) in OPEN} held_at[v,t] >= least[v];

s.t. v1: value[1] = never + sum{p in P} homes[p]*(1 - sum{t in T: (p,t) in MEET} meet[p,t]);
s.t. v2: value[2] = gone + sum{p in P: card(MINE[p]) > 0} homes[p]
   + sum{(p,t) in WAS} homes[p]*(1 - meet[p,t])
   - sum{(p,t) in OWNT} homes[p]*own[p,t];
s.t. v3: value[3] = sum{(o,v,t) in STAFF} evening[t]*staff[o,v,t];
s.t. v4: value[4] = sum{g in G} group[g]*beyond[g] + sum{(p,l) in TALK} talk[p,l]*mute[p,l]
   + 5*again;
s.t. v5: value[5] = sum{(v,t) in OPEN} hire[v]*held_at[v,t] + sum{(o,v,t) in STAFF} fare[o,v]*staff[o,v,t];
# held at its own level: only what is at least as good as what is known
s.t. hold{k in 1..level: held[k] < 1e9}: value[k] <= held[k] + 0.01;
minimize goal: value[level];
solve;
printf "VALUE %d %.6f\n", level, value[level];
printf{(v,t) in OPEN: held_at[v,t] > 0.5} "AT %s %s\n", v, t;
end;
