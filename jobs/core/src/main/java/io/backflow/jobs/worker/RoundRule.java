package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Rounds;

/**
 * How rounds are cut and how far a worker may run ahead in them.
 *
 * @param staleness rounds that may be open while the next is trained; 0: bulk synchronous
 * @param lanes how a worker's windows are grouped
 */
record RoundRule(Rounds rounds, int staleness, Lanes lanes) {}
