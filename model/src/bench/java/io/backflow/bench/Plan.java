package io.backflow.bench;

/**
 * How long everything is measured.
 *
 * @param rounds measurements of each engine, of which the median counts; the engines take turns
 * @param seconds length of one measurement, at least one training step
 * @param fewestWarmups runs before the first measurement
 * @param mostWarmups runs after which an engine whose rate still rises is measured all the same
 */
record Plan(int rounds, double seconds, int fewestWarmups, int mostWarmups) {

    static final Plan FULL = new Plan(9, 0.5, 6, 16);
    static final Plan QUICK = new Plan(5, 0.2, 3, 6);

    /** An engine whose last run beats all before it by less than this is warm. */
    static final double RISE = 0.02;
}
