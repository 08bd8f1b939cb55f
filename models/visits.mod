# In which of the 52 weeks a patch's homes are offered their yearly visit: one team or ward group.
#
# Sets   P patches; C classes of homes alike: due in the same week or overdue, offered from the same week on; W weeks.
# Data   due = week the year is up (0 = any week); overdue = 1: it was up before the first of the weeks;
#        first = first week they can be offered (letters, not before);
#        single, pair: homes of a class visited by one and by two people; each = minutes of a visit with travel;
#        room = minutes the patch's officer (or who stands in) has for visits in a week, pool = the team's others;
#        takeup = share of offers that become a visit. Window: near weeks round the due week; of overdue homes every
#        week until late, by when the patch has made up for them. Columns reach far weeks outside the window.
# Levels 1 homes not placed; 2 weeks outside the window, summed over homes;
#        3 homes a week above the patch's mean (first quarter above: 1 point, beyond: 3)

set P; set C; param weeks integer; set W := 1..weeks;
param single{P,C} integer >= 0, default 0;
param pair{P,C} integer >= 0, default 0;
param each{P} > 0; param takeup > 0, <= 1;
param room{P,W} >= 0; param pool{W} >= 0;
param near integer; param far integer; param late{P} integer, default 0;
param due{C} integer, >= 0, default 0; param overdue{C} binary, default 0; param first{C} integer, default 1;
param level integer, >= 1, <= 3; param held{1..3}, default 1e9;
# all visits of a patch take the same minutes: room counted in offers, so that each patch is a network
param offers{p in P, w in W} := floor(room[p,w] / (takeup*each[p]));
param mean{p in P} := ceil(sum{c in C} (single[p,c]+pair[p,c]) / max(1, card({w in W: offers[p,w] > 0})));
param outside{p in P, c in C, w in W} := if due[c] = 0 then 0
   else if overdue[c] = 1 then max(0, w-late[p]) else max(0, abs(w-due[c])-near);
set ONE := {p in P, c in C, w in W: single[p,c] > 0 and offers[p,w] > 0 and w >= first[c] and outside[p,c,w] <= far};
set TWO := {p in P, c in C, w in W: pair[p,c] > 0 and offers[p,w] > 0 and w >= first[c] and outside[p,c,w] <= far};
var one{ONE} >= 0, integer; var two{TWO} >= 0, integer;
var left1{P,C} >= 0; var left2{P,C} >= 0;
var high{p in P, W} >= 0, <= ceil(0.25*mean[p]); var higher{P,W} >= 0;
var value{1..3} >= 0;
s.t. all1{p in P, c in C: single[p,c] > 0}: sum{w in W: (p,c,w) in ONE} one[p,c,w] + left1[p,c] = single[p,c];
s.t. all2{p in P, c in C: pair[p,c] > 0}: sum{w in W: (p,c,w) in TWO} two[p,c,w] + left2[p,c] = pair[p,c];
s.t. minutes{p in P, w in W: offers[p,w] > 0}: sum{c in C: (p,c,w) in ONE} one[p,c,w] + sum{c in C: (p,c,w) in TWO} two[p,c,w] <= offers[p,w];
s.t. team{w in W}: sum{p in P} takeup*each[p]*(sum{c in C: (p,c,w) in ONE} one[p,c,w] + 2*sum{c in C: (p,c,w) in TWO} two[p,c,w]) <= sum{p in P} room[p,w] + pool[w];
s.t. peak{p in P, w in W: offers[p,w] > 0}: sum{c in C: (p,c,w) in ONE} one[p,c,w] + sum{c in C: (p,c,w) in TWO} two[p,c,w] <= mean[p] + high[p,w] + higher[p,w];
s.t. v1: value[1] = sum{p in P, c in C} (if single[p,c] > 0 then left1[p,c]) + sum{p in P, c in C} (if pair[p,c] > 0 then left2[p,c]);
s.t. v2: value[2] = sum{(p,c,w) in ONE} outside[p,c,w]*one[p,c,w] + sum{(p,c,w) in TWO} outside[p,c,w]*two[p,c,w];
s.t. v3: value[3] = sum{p in P, w in W} (high[p,w] + 3*higher[p,w]);
# values are whole numbers: the tighter they are held, the wholer the relaxation
s.t. hold{k in 1..level-1}: value[k] <= held[k] + 0.000001;
minimize goal: value[level];
solve;
printf "VALUE %d %.6f\n", level, value[level];
end;
