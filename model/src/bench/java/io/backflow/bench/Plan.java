package io.backflow.bench;

/**
 * How long everything is measured.
 *
 * @param rounds measurements of each engine, of which the median counts; the engines take turns
 * @param seconds length of one measurement, at least one training step
 * @param warmups most runs before the first measurement; fewer where the rate is steady
 */
record Plan(int rounds, double seconds, int warmups) {

    static final Plan FULL = new Plan(5, 1, 10);
    static final Plan QUICK = new Plan(3, 0.3, 4);

    /** Two warm-up runs that differ by less than this are steady. */
    static final double STEADY = 0.03;
}
