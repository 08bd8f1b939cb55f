#include "planner/district/piece.h"

void pp_piece_mark(const struct pp_problem *problem, const int *patch_of, int start, int *queue,
                   bool *seen) {
    int n_queue = 0;
    seen[start] = true;
    queue[n_queue++] = start;
    for (int head = 0; head < n_queue; head++)
        for (int i = problem->first[queue[head]]; i < problem->first[queue[head] + 1]; i++) {
            int v = problem->neighbour[i];
            if (seen[v] || patch_of[v] != patch_of[start])
                continue;
            seen[v] = true;
            queue[n_queue++] = v;
        }
}
