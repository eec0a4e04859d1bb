package io.backflow.lab.experiment.horizon;

/**
 * Fair bits without end, each to be said again {@code delay} steps later. Nothing but memory helps, and no gradient
 * crosses the lag unless it runs {@code delay + 1} steps back.
 *
 * @param length steps after which a sequence ends and another begins; 0: never
 */
record DelayedEcho(int sequences, int delay, int length, long seed) implements Series {

    @Override
    public float input(int sequence, int step, int column) {
        return 2 * bit(sequence, step) - 1;
    }

    @Override
    public float target(int sequence, int step) {
        return weight(sequence, step) == 0 ? 0 : bit(sequence, step - delay);
    }

    @Override
    public float weight(int sequence, int step) {
        return (length == 0 ? step : step % length) < delay ? 0 : 1;
    }

    @Override
    public boolean endsAfter(int step) {
        return length > 0 && (step + 1) % length == 0;
    }

    private int bit(int sequence, int step) {
        return (int) (drawn(seed, sequence, step) & 1);
    }

    /** Bits drawn by position: the finaliser of MurmurHash3 over seed, sequence and step. */
    static long drawn(long seed, int sequence, int step) {
        long x = seed * 0x9E3779B97F4A7C15L + sequence * 0xD1B54A32D192ED03L + step;
        x = (x ^ (x >>> 33)) * 0xFF51AFD7ED558CCDL;
        x = (x ^ (x >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return x ^ (x >>> 33);
    }
}
