package io.backflow.jobs.evaluate;

/**
 * The last change goes on: {@code x(t+h) = x(t) + h (x(t) - x(t-1))}. Needs two rows.
 *
 * @param ahead {@code h}
 * @param width columns
 */
record Linear(int ahead, int width) implements Baseline {

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public void forecast(History history, double[] into) {
        for (int c = 0; c < width; c++) {
            double now = history.at(ahead, c);
            into[c] = now + ahead * (now - history.at(ahead + 1, c));
        }
    }
}
