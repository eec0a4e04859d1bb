package io.backflow.lab.simulate;

import org.jspecify.annotations.Nullable;

/**
 * Which devices have wrong clocks, and which clocks stamp and read the records.
 *
 * @param draws the random numbers; null where all clocks are right
 * @param stamps whose clock stamps the records
 * @param share of the sequences whose clocks are wrong, from 0 to 1
 * @param partition offset of all clocks of partition 0, as of a gateway, in milliseconds
 */
record ClockPlan(@Nullable SeededDraws draws, Stamps stamps, double share, long partition) {

    /** All clocks are right. */
    static final ClockPlan RIGHT = new ClockPlan(null, Stamps.BROKER, 0, 0);

    private static final long SECOND = 1000;
    private static final long DAY = 24 * 3600 * SECOND;

    /** Where a record's Kafka timestamp and the reader's clock come from. */
    enum Stamps {
        /** The broker stamps records, and they are read at once. */
        BROKER,
        /** The broker stamped records, and they are read a year later. */
        REPLAY,
        /** The producer stamps records with the step's event time, and they are read at once. */
        PRODUCER
    }

    static ClockPlan draw(SeededDraws draws) {
        Stamps stamps = draws.pick(Stamps.values());
        if (draws.chance(0.5)) {
            return new ClockPlan(null, stamps, 0, 0);
        }
        return new ClockPlan(draws, stamps, draws.pick(0.1, 0.3), draws.chance(0.2) ? offset(draws) : 0);
    }

    boolean areRight() {
        return draws == null;
    }

    private static long offset(SeededDraws draws) {
        return draws.pick(50L, SECOND, 4 * SECOND, 120 * SECOND, DAY, -50L, -SECOND, -4 * SECOND, -DAY);
    }

    /** The clock of a sequence with {@code steps} steps in {@code partition}. */
    DeviceClock clock(int partition, int steps) {
        SeededDraws random = draws;
        if (random == null) {
            return DeviceClock.RIGHT;
        }
        long offset = partition == 0 ? this.partition : 0;
        if (random.chance(share)) {
            return random.chance(0.2)
                    ? new DeviceClock(offset, random.between(0, steps - 1))
                    : new DeviceClock(offset + offset(random), -1);
        }
        return new DeviceClock(offset, -1);
    }

    /** Kafka's timestamp of a record with {@code step}. */
    long timestamp(RecordedStep step) {
        return stamps == Stamps.PRODUCER ? step.step().eventTime() : step.arrival();
    }

    /** The clock of the machine that reads {@code step}, when it does. */
    long reader(RecordedStep step) {
        return stamps == Stamps.REPLAY ? step.arrival() + 365 * DAY : step.arrival();
    }

    @Override
    public String toString() {
        return draws == null
                ? "clocks right"
                : "clocks wrong in " + share + " of the sequences and by " + partition
                        + " ms in partition 0, stamped by " + stamps;
    }
}
