package io.backflow.lab.experiment.horizon;

/**
 * Symbols, then blanks, then a mark, after which the symbols are to be said again in their order; then the next ones
 * (Hochreiter and Schmidhuber, 1997, in the form of Arjovsky, Shah and Bengio, 2016). Everywhere else the blank is to
 * be said.
 *
 * @param symbols that are said one after another
 * @param delay steps after the last of them until the first is to be said again, the mark the last of these
 * @param ends whether a sequence ends with the last symbol that is said again
 */
record SymbolCopy(int sequences, int symbols, int delay, boolean ends, long seed) implements Series {

    /** Different symbols. */
    static final int ALPHABET = 8;

    private static final int BLANK = ALPHABET;
    private static final int MARK = ALPHABET + 1;

    private static final int BITS = 3;

    @Override
    public int width() {
        return ALPHABET + 2;
    }

    @Override
    public float input(int sequence, int step, int column) {
        return column == code(sequence, step) ? 1 : 0;
    }

    private int code(int sequence, int step) {
        int phase = step % period();
        if (phase < symbols) {
            return symbol(sequence, step);
        }
        return phase == symbols + delay - 1 ? MARK : BLANK;
    }

    @Override
    public float target(int sequence, int step) {
        return step % period() < symbols + delay ? BLANK : symbol(sequence, step - symbols - delay);
    }

    @Override
    public float weight(int sequence, int step) {
        return 1;
    }

    @Override
    public boolean endsAfter(int step) {
        return ends && (step + 1) % period() == 0;
    }

    private int period() {
        return 2 * symbols + delay;
    }

    private int symbol(int sequence, int step) {
        return (int) (DelayedEcho.drawn(seed, sequence, step) >>> (Long.SIZE - BITS));
    }
}
