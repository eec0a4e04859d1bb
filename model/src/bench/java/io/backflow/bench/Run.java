package io.backflow.bench;

/**
 * One measurement of one engine.
 *
 * @param rate sequence-timesteps a second of wall-clock time
 * @param cpu part of that time that the training thread had a processor; well below 1 on a busy machine
 */
record Run(double rate, double cpu) {

    /** Reads what {@link #toString} writes. */
    static Run parse(String text) {
        int space = text.indexOf(' ');
        return new Run(Double.parseDouble(text.substring(0, space)), Double.parseDouble(text.substring(space + 1)));
    }

    @Override
    public String toString() {
        return rate + " " + cpu;
    }
}
